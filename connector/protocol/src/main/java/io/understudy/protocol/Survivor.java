package io.understudy.protocol;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an instance has that counts when the record was lost, as it says itself in its status.
 *
 * @param member its name and log id
 * @param incarnation its incarnation
 * @param inOffice whether it is the primary, and works
 * @param epoch epoch of the record it knows; 0 for none
 * @param inSync members of the in-sync set that it knows of, with their log ids: one that has lost
 *     its log since is none (R6)
 * @param epochSeen highest epoch it has seen
 * @param logEpoch highest epoch under which anything was sent to its log
 * @param last highest SSN in its log or its database
 * @param rejected entries that it knows to be answered by the operator
 * @param remote whether it is a remote replica: it is not to be the primary, if another has as much
 */
public record Survivor(
    Member member,
    long incarnation,
    boolean inOffice,
    long epoch,
    Set<Member> inSync,
    long epochSeen,
    long logEpoch,
    long last,
    Map<EntryId, Long> rejected,
    boolean remote) {

  /** A restored record is of an epoch that much above any that was seen. */
  public static final int WELL_ABOVE = 1000;

  /** Who is furthest. */
  private static final Comparator<Survivor> BY_STANDING =
      Comparator.comparing(Survivor::logEpoch)
          .thenComparing(Survivor::last)
          .thenComparing(each -> !each.remote());

  /**
   * From what {@code status} says.
   *
   * @return null if the instance does not say it: it has stopped, or has not read its log yet
   */
  public static Survivor of(Map<String, String> status) {
    if (!status.containsKey("log-id")) {
      return null;
    }
    Map<EntryId, Long> rejected = new TreeMap<>(Configuration.BY_SSN);
    for (String each : names(status.getOrDefault("rejected", ""))) {
      String[] parts = each.split("[@=]");
      rejected.put(
          new EntryId(Long.parseLong(parts[0]), Long.parseLong(parts[1])),
          Long.parseLong(parts[2]));
    }
    return new Survivor(
        new Member(status.get("instance"), Long.parseLong(status.get("log-id"))),
        Long.parseLong(status.get("incarnation")),
        status.get("role").equals("PRIMARY"),
        Long.parseLong(status.getOrDefault("epoch", "0")),
        members(status.getOrDefault("in-sync-members", "")),
        Long.parseLong(status.get("epoch-seen")),
        Long.parseLong(status.get("log-epoch")),
        Long.parseLong(status.get("log-last")),
        rejected,
        Purpose.REMOTE.name().equals(status.get("purpose")));
  }

  private static List<String> names(String list) {
    return list.isEmpty() ? List.of() : List.of(list.split(","));
  }

  private static Set<Member> members(String list) {
    Set<Member> members = new HashSet<>();
    for (String each : names(list)) {
      String[] parts = each.split("=");
      members.add(new Member(parts[0], Long.parseLong(parts[1])));
    }
    return members;
  }

  /** The one that the service goes on with: the primary in office before all others. */
  public static Survivor best(List<Survivor> survivors) {
    return survivors.stream()
        .filter(each -> each.stays(survivors))
        .max(Comparator.comparing(Survivor::epoch))
        .or(() -> survivors.stream().max(BY_STANDING))
        .orElseThrow();
  }

  /** Whether it is in office, and nobody has anything of a later epoch: then it was replaced. */
  private boolean stays(List<Survivor> survivors) {
    return inOffice && survivors.stream().allMatch(each -> each.logEpoch() <= epoch);
  }

  /** Highest epoch that any of them has seen. */
  public static long highestEpoch(List<Survivor> survivors) {
    return survivors.stream().mapToLong(Survivor::epochSeen).max().orElse(0);
  }

  /**
   * The record of a service whose own was lost, or has become older: with the primary in office and
   * those of its in-sync set that are there, or else with the one that is furthest, alone. Whoever
   * has the newest epoch in its log, and of those the most, has all that was ever committed, if all
   * instances are among the survivors (R2, R7).
   *
   * @param before what the arbiter has, or the first record of the service where it has none
   */
  public static Configuration restore(Configuration before, List<Survivor> survivors) {
    Survivor best = best(survivors);
    List<Member> set = new ArrayList<>();
    boolean stays = best.stays(survivors);
    if (stays) {
      survivors.stream().map(Survivor::member).filter(best.inSync()::contains).forEach(set::add);
    }
    Map<EntryId, Long> rejected = new TreeMap<>(Configuration.BY_SSN);
    rejected.putAll(before.rejected());
    survivors.forEach(each -> rejected.putAll(each.rejected()));
    return before.restored(
        highestEpoch(survivors) + WELL_ABOVE,
        best.member(),
        stays ? best.incarnation() : 0,
        set,
        rejected);
  }

  /**
   * The record with another primary, which is no member, by the operator's word (R4): what others
   * have committed and this one has not is lost.
   */
  public Configuration forced(Configuration before) {
    long epoch = Math.max(before.epoch(), epochSeen) + 1;
    return before.restored(epoch, member, 0, List.of(), before.rejected());
  }
}
