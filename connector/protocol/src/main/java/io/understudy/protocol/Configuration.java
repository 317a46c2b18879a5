package io.understudy.protocol;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The configuration record, of which the arbiter holds one per service, changed only by
 * compare-and-set (design.md section 4).
 *
 * <p>Epoch 0 is a service that nobody has served yet: it has no primary, and only its founder may
 * raise it, when it holds no entries and has seen no epoch.
 *
 * @param epoch number of this configuration
 * @param founder the instance that may found the service; means nothing after epoch 0
 * @param primary the primary; null only in epoch 0
 * @param incarnation the primary's incarnation
 * @param inSync the backups whose ack a commit waits for
 * @param promiseMillis length of a promise not to take over, in milliseconds
 * @param finalizedVersion service version entries are executed at
 * @param rejected entries answered by the operator, with an error, and the epoch from which on:
 *     nobody executes them, ever
 */
public record Configuration(
    long epoch,
    String founder,
    Member primary,
    long incarnation,
    SortedSet<Member> inSync,
    int promiseMillis,
    int finalizedVersion,
    SortedMap<EntryId, Long> rejected) {

  /** Entries that may be rejected: each replay from the first entry on must know them all. */
  public static final int MAX_REJECTED = 1000;

  private static final Comparator<Member> BY_NAME =
      Comparator.comparing(Member::instance).thenComparingLong(Member::logId);

  /** Order of entries. */
  public static final Comparator<EntryId> BY_SSN =
      Comparator.comparingLong(EntryId::ssn).thenComparingLong(EntryId::epoch);

  public Configuration {
    Objects.requireNonNull(founder, "founder");
    SortedSet<Member> sorted = new TreeSet<>(BY_NAME);
    sorted.addAll(inSync);
    inSync = Collections.unmodifiableSortedSet(sorted);
    SortedMap<EntryId, Long> entries = new TreeMap<>(BY_SSN);
    entries.putAll(rejected);
    rejected = Collections.unmodifiableSortedMap(entries);
    if (rejected.size() > MAX_REJECTED) {
      throw new IllegalArgumentException("More than " + MAX_REJECTED + " entries are rejected.");
    }
    if (epoch < 0 || (epoch == 0) != (primary == null)) {
      throw new IllegalArgumentException("Epoch " + epoch + " with primary " + primary + ".");
    }
    if (promiseMillis <= 0) {
      throw new IllegalArgumentException("A promise of " + promiseMillis + " ms is none.");
    }
    String name = primary == null ? "" : primary.instance();
    if (inSync.stream().anyMatch(member -> member.instance().equals(name))) {
      throw new IllegalArgumentException(name + " cannot be its own backup.");
    }
  }

  /** The record of a new service, which only its founder may take up. */
  public static Configuration founding(String founder, int promiseMillis) {
    return new Configuration(
        0, founder, null, 0, new TreeSet<>(BY_NAME), promiseMillis, 1, new TreeMap<>(BY_SSN));
  }

  /** The next epoch, with this primary and in-sync set. */
  public Configuration next(Member newPrimary, long newIncarnation, Iterable<Member> newInSync) {
    SortedSet<Member> set = new TreeSet<>(BY_NAME);
    newInSync.forEach(set::add);
    return new Configuration(
        epoch + 1,
        founder,
        newPrimary,
        newIncarnation,
        set,
        promiseMillis,
        finalizedVersion,
        rejected);
  }

  /** The next epoch, in which an entry is answered with an error, and all else is as before. */
  public Configuration rejecting(EntryId entry) {
    SortedMap<EntryId, Long> all = new TreeMap<>(BY_SSN);
    all.putAll(rejected);
    all.put(entry, epoch + 1);
    return new Configuration(
        epoch + 1, founder, primary, incarnation, inSync, promiseMillis, finalizedVersion, all);
  }

  /** With all of it given by the operator, from what the instances say. */
  Configuration restored(
      long newEpoch,
      Member newPrimary,
      long newIncarnation,
      Iterable<Member> newInSync,
      Map<EntryId, Long> newRejected) {
    SortedSet<Member> set = new TreeSet<>(BY_NAME);
    newInSync.forEach(set::add);
    SortedMap<EntryId, Long> all = new TreeMap<>(BY_SSN);
    all.putAll(newRejected);
    return new Configuration(
        newEpoch, founder, newPrimary, newIncarnation, set, promiseMillis, finalizedVersion, all);
  }

  public boolean isPrimary(Member member) {
    return member.equals(primary);
  }

  public boolean isInSync(Member member) {
    return inSync.contains(member);
  }

  /** The member of that name, the primary included. */
  public Optional<Member> member(String instance) {
    if (primary != null && primary.instance().equals(instance)) {
      return Optional.of(primary);
    }
    return inSync.stream().filter(member -> member.instance().equals(instance)).findFirst();
  }
}
