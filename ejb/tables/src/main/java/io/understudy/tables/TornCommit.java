package io.understudy.tables;

/**
 * What H2 may leave behind of a transaction when its process is killed: rows that were never
 * committed. A key tells only where they share it with those that are written now, and entries are
 * grouped otherwise when they are executed again; so rows are looked for before others are added,
 * as long as they may be of the transaction that was under way.
 */
final class TornCommit {
  /** A group has no more entries, by the bound of {@code understudy.max-group}. */
  private static final int MOST_ENTRIES = 4096;

  private static volatile long through = Long.MAX_VALUE;

  private TornCommit() {}

  /** The database was found there. */
  static void mayFollow(long position) {
    through = position + MOST_ENTRIES;
  }

  /** Whether there may be rows with this SSN that were never committed. */
  static boolean mayHave(long ssn) {
    return ssn <= through;
  }
}
