package io.understudy.simulator;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Member;
import io.understudy.protocol.instance.Report;
import io.understudy.protocol.message.ServerMessage;
import java.util.ArrayList;
import java.util.List;

/** What the rules say of the whole cluster at the moment in which an instance does something. */
final class Rules {
  private final Cluster cluster;

  Rules(Cluster cluster) {
    this.cluster = cluster;
  }

  /** R2, R3, R7: whatever is committed anywhere is on the disk of every member. */
  void checkStable(String instance, EntryId id) {
    Configuration record = cluster.arbiter().record();
    List<Member> members = new ArrayList<>(record.inSync());
    members.add(record.primary());
    for (Member member : members) {
      Machine machine = cluster.machine(member.instance());
      boolean itself = machine.disk().logId() == member.logId();
      cluster
          .witness()
          .check(
              !itself || machine.has(id),
              instance + " commits " + id + ", which " + member + " has not");
    }
  }

  /** Whatever is committed is on the disks of a primary and of so many backups as must be. */
  void checkCopies(String instance, EntryId id) {
    long copies = cluster.machines().stream().filter(machine -> machine.everHad(id)).count();
    cluster
        .witness()
        .check(
            copies > cluster.settings().minInSync(),
            instance + " commits " + id + ", which only " + copies + " have");
  }

  /** R12: an answer that rests on a lease leaves only while nobody else is the primary. */
  void checkLease(String instance, ServerMessage message) {
    boolean claims =
        message instanceof ServerMessage.Welcome
            || message instanceof ServerMessage.Responses responses
                && responses.answers().stream().anyMatch(answer -> answer.ssn() == 0);
    Member primary = cluster.arbiter().record().primary();
    cluster
        .witness()
        .check(
            !claims || primary.instance().equals(instance),
            instance + " answers by its lease, and " + primary + " is the primary");
  }

  /** R4, R12: nobody becomes primary while another has a lease. */
  void checkPromises(Configuration before, Configuration after) {
    if (before.primary() == null || before.primary().equals(after.primary())) {
      return;
    }
    Machine machine = cluster.machine(before.primary().instance());
    Process process = machine.process();
    boolean leased =
        process != null && "true".equals(process.instance().status(process.now()).get("leased"));
    cluster
        .witness()
        .check(!leased, after.primary() + " takes over while " + before.primary() + " is leased");
  }

  /** An instance says that the record is older only where an older one was restored. */
  void checkReport(Report report) {
    cluster
        .witness()
        .check(
            report.kind() != Report.Kind.RECORD_OLDER || cluster.isRecordRestored(),
            "A false alarm: " + report.text());
  }
}
