package io.understudy.tables;

/**
 * What H2 may leave behind of a transaction when its process is killed: rows that were never
 * committed. A key tells only where they share it with those that are written now, and entries are
 * grouped otherwise when they are executed again, or come at another SSN where they were not
 * stable; so on such a database rows are looked for before others are added.
 */
final class TornCommit {
  private static volatile boolean possible = true;

  private TornCommit() {}

  /** To be called when it is known, before anything is written. */
  static void watch(Database database) {
    possible = database.mayTearCommits();
  }

  static boolean isPossible() {
    return possible;
  }
}
