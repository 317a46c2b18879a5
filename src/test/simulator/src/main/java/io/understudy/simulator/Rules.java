package io.understudy.simulator;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Member;
import io.understudy.protocol.instance.Report;
import io.understudy.protocol.instance.Role;
import io.understudy.protocol.instance.Settings;
import io.understudy.protocol.message.Ack;
import io.understudy.protocol.message.LogMessage;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.PeerMessage;
import io.understudy.protocol.message.Sender;
import io.understudy.protocol.message.ServerMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the rules say of the whole cluster at the moment in which an instance does something. */
final class Rules {
  private final Cluster cluster;
  private final Map<Long, Member> primaries = new HashMap<>();

  /** Epoch in which the present primary came into office. */
  private long term;

  /** Whoever may answer as the primary. */
  private Member inOffice;

  Rules(Cluster cluster) {
    this.cluster = cluster;
  }

  /** R2, R3, R7: whatever is committed anywhere is on the disk of every member. */
  void checkStable(String instance, EntryId id) {
    if (cluster.isRecordWrong()) {
      return; // it does not say who is in the set
    }
    Configuration record = cluster.arbiter().record();
    checkHas(record.primary(), instance, id);
    for (Member member : record.inSync()) {
      checkHas(member, instance, id);
    }
  }

  private void checkHas(Member member, String instance, EntryId id) {
    Machine machine = cluster.machine(member.instance());
    boolean itself = machine.disk().logId() == member.logId();
    cluster
        .witness()
        .check(
            !itself || machine.has(id),
            () -> instance + " commits " + id + ", which " + member + " has not");
  }

  /** Whatever is committed is on the disks of a primary and of so many backups as must be. */
  void checkCopies(String instance, EntryId id) {
    long copies = cluster.countMachines(machine -> machine.everHad(id));
    cluster
        .witness()
        .check(
            copies > cluster.settings().minInSync(),
            () -> instance + " commits " + id + ", which only " + copies + " have");
  }

  /** R12: an answer that rests on a lease leaves only while nobody else is the primary. */
  void checkLease(String instance, ServerMessage message) {
    if (cluster.isRecordWrong()) {
      return; // it does not say who is the primary
    }
    checkServing(instance, message);
    boolean claims =
        message instanceof ServerMessage.Welcome
            || message instanceof ServerMessage.Responses responses
                && responses.answers().stream().anyMatch(answer -> answer.ssn() == 0);
    Member primary = inOffice;
    cluster
        .witness()
        .check(
            !claims || primary.instance().equals(instance),
            () -> instance + " answers by its lease, and " + primary + " is the primary");
  }

  /** R5: a new primary serves once the first entry of its epoch is committed, and all before. */
  private void checkServing(String instance, ServerMessage message) {
    boolean serves =
        message instanceof ServerMessage.Welcome || message instanceof ServerMessage.Responses;
    Member primary = cluster.record().primary();
    boolean inOffice = primary != null && primary.instance().equals(instance);
    long committed = cluster.machine(instance).database().position().epoch();
    cluster
        .witness()
        .check(
            !serves || !inOffice || committed >= term,
            () -> instance + " serves before it has committed the first entry of epoch " + term);
  }

  /**
   * The last row of the operation log stays, and so does, up to twice the bounds, what an instance
   * still needs that is copied to.
   */
  void checkRecycling(Process process, long throughSsn) {
    Database database = cluster.machine(process.name()).database();
    Settings settings = cluster.settings();
    boolean exceeds =
        database.logRows() > 2L * settings.operationLogRows()
            || database.logMillis() > 2000L * settings.operationLogSeconds();
    cluster
        .witness()
        .check(
            throughSsn < database.position().ssn(),
            () -> process.name() + " recycles all it has, up to " + throughSsn);
    cluster
        .witness()
        .check(
            exceeds || throughSsn <= process.copiedFrom(),
            () -> process.name() + " recycles " + throughSsn + ", which a copy under way needs");
  }

  /** R1: an epoch is used only once the record holds it. */
  void checkSender(String instance, Sender sender) {
    long epoch = cluster.record().epoch();
    cluster
        .witness()
        .check(
            sender.epoch() <= epoch || cluster.isRecordRestored(),
            () -> instance + " uses epoch " + sender.epoch() + ", the record holds " + epoch);
  }

  /** R1: what a primary sends, it sends under an epoch of its own. */
  void checkPrimary(String instance, Sender sender) {
    checkSender(instance, sender);
    Member primary = primaries.get(sender.epoch());
    cluster
        .witness()
        .check(
            sender.member().equals(primary) || cluster.isRecordRestored(),
            () -> instance + " sends as the primary of epoch " + sender.epoch() + ": " + primary);
  }

  /** R6: half a copy acks nothing. */
  void checkAck(String instance, PeerMessage message) {
    boolean acks = message instanceof Ack ack && (ack.acked() > 0 || ack.promised());
    cluster
        .witness()
        .check(
            !acks || !cluster.machine(instance).database().isCopying(),
            () -> instance + " acks, and is half a copy");
  }

  /** What is asked of the arbiter is about to be the record. */
  void checkChange(Configuration before, Configuration after) {
    primaries.put(after.epoch(), after.primary());
    if (runs(after)) {
      inOffice = after.primary();
    }
    cluster
        .witness()
        .check(after.epoch() == before.epoch() + 1, () -> before + " is followed by " + after);
    boolean stays =
        after.primary().equals(before.primary()) && after.incarnation() == before.incarnation();
    if (!stays) {
      term = after.epoch();
    }
    after
        .inSync()
        .forEach(
            member ->
                cluster
                    .witness()
                    .check(
                        !cluster.isRemote(member.instance()),
                        () -> member + " is remote, and comes into the set"));
    cluster
        .witness()
        .check(
            !cluster.machine(after.primary().instance()).database().isCopying(),
            () -> after.primary() + " becomes primary, and is half a copy");
    if (before.primary() != null) {
      checkPromises(before, after);
      checkMembers(before, after);
    }
  }

  /**
   * Whether the process that asked for the office is there to take it. A change that reaches the
   * arbiter after its death gives the office to nobody: the next process of that instance gives
   * promises, keeps them, and asks for an epoch of its own.
   */
  private boolean runs(Configuration after) {
    Process process = cluster.machine(after.primary().instance()).process();
    return process != null
        && process
            .instance()
            .status(process.now())
            .get("incarnation")
            .equals(Long.toString(after.incarnation()));
  }

  /** By the operator's hand: whoever it is. */
  void onForced(Configuration after) {
    inOffice = after.primary();
    primaries.put(after.epoch(), after.primary());
    term = after.epoch();
  }

  /** R4: only a member becomes the primary, with the set less itself. R7: who comes in has all. */
  private void checkMembers(Configuration before, Configuration after) {
    boolean same = after.primary().equals(before.primary());
    List<Member> expected = new ArrayList<>(before.inSync());
    expected.remove(after.primary());
    cluster
        .witness()
        .check(
            same || before.isInSync(after.primary()) && expected.containsAll(after.inSync()),
            () -> after + " takes over from " + before);
    EntryId last = cluster.witness().lastCommitted();
    for (Member member : after.inSync()) {
      Machine machine = cluster.machine(member.instance());
      boolean comes = !before.isInSync(member) && machine.disk().logId() == member.logId();
      cluster
          .witness()
          .check(
              !comes || last == null || machine.has(last),
              () -> member + " comes into the set and has not " + last);
    }
  }

  /** R4, R12: nobody takes office while another has a lease. */
  private void checkPromises(Configuration before, Configuration after) {
    boolean stays =
        before.primary().equals(after.primary()) && before.incarnation() == after.incarnation();
    if (stays || !runs(after)) {
      return;
    }
    for (Machine machine : cluster.machines()) {
      Process process = machine.process();
      boolean leased =
          process != null
              && !machine.name().equals(after.primary().instance())
              && "true".equals(process.instance().status(process.now()).get("leased"));
      cluster
          .witness()
          .check(
              !leased,
              () -> after.primary() + " takes over while " + machine.name() + " is leased");
    }
  }

  /** Design, section 3, step 6: others execute only what the primary has got past. */
  void checkGoesFirst(Process process, EntryId id) {
    Member primary = cluster.arbiter().record().primary();
    boolean first =
        process.instance().role() == Role.PRIMARY
            || cluster.machines().stream().anyMatch(machine -> machine.database().contains(id));
    cluster
        .witness()
        .check(first, () -> process.name() + " executes " + id + " before its primary " + primary);
  }

  /** No entry stops an instance more often than the setting says. */
  void checkSpared(String instance, int times) {
    cluster
        .witness()
        .check(
            times <= cluster.settings().maxFailures(),
            () -> instance + " was stopped " + times + " times by one entry");
  }

  /**
   * R10: an instance that differs is void for good; while most have what it has, it does not
   * differ. One that a torn commit has left as it is is void only once no commit counts on it.
   */
  void checkVoid(String instance) {
    cluster.witness().count("void");
    List<Machine> members = membersOf(cluster.arbiter().record());
    Database database = cluster.machine(instance).database();
    if (database.isTorn()) {
      cluster
          .witness()
          .check(
              !members.contains(cluster.machine(instance)),
              () -> instance + " becomes void, and is a member still");
      return;
    }
    long right = members.stream().filter(each -> !each.database().hasDiverged()).count();
    cluster
        .witness()
        .check(
            database.hasDiverged() || 2 * right <= members.size(),
            () -> instance + " becomes void, and most have what it has");
  }

  private List<Machine> membersOf(Configuration record) {
    List<Machine> members = new ArrayList<>();
    members.add(cluster.machine(record.primary().instance()));
    record.inSync().forEach(member -> members.add(cluster.machine(member.instance())));
    return members;
  }

  /** R10: what is void is no member until it is emptied, whoever it says it is. */
  void checkNotVoid(String instance, LogMessage message) {
    Machine machine = cluster.machine(instance);
    boolean leaves = message instanceof Mark mark && !mark.equals(Mark.VOID);
    cluster
        .witness()
        .check(
            !leaves
                || !machine.disk().isVoid()
                || machine.database().position().equals(EntryId.NONE),
            () -> instance + " is void no more, with the data that is");
  }

  /** R10: nobody is primary whose data is known to be void. */
  void checkPrimary(Process process) {
    boolean isVoid = cluster.machine(process.name()).disk().isVoid();
    cluster
        .witness()
        .check(
            process.instance().role() != Role.PRIMARY || !isVoid,
            () -> process.name() + " is primary, and is void");
  }

  /** An instance says that the record is older only where an older one was restored. */
  void checkReport(Report report) {
    cluster
        .witness()
        .check(
            report.kind() != Report.Kind.RECORD_OLDER || cluster.isRecordRestored(),
            () -> "A false alarm: " + report.text());
  }
}
