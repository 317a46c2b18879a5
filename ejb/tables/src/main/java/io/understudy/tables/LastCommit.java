package io.understudy.tables;

import io.understudy.endpoint.WrongDatabaseException;
import jakarta.persistence.EntityManager;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The highest SSN that this process has seen committed. A database that is a server of its own may
 * crash while the instance goes on, and lose what it had not synced ({@code
 * synchronous_commit=off}), or be replaced by a replica that lags. What is read from it then is of
 * the past: a request that was answered would be executed again. So every read that the outside
 * gets to see ends with a look at the position, and an instance whose database has gone back stops.
 * Started again it gets from its intention log what the database has lost.
 */
final class LastCommit {
  private static final AtomicReference<LastCommit> SEEN =
      new AtomicReference<>(new LastCommit(0, 0));

  private final long ssn;
  private final long erasures;

  private LastCommit(long ssn, long erasures) {
    this.ssn = ssn;
    this.erasures = erasures;
  }

  /** To be asked for before a read. */
  static LastCommit seen() {
    return SEEN.get();
  }

  /** A commit up to here went through. */
  static void reached(long committed) {
    SEEN.updateAndGet(seen -> new LastCommit(Math.max(seen.ssn, committed), seen.erasures));
  }

  /** The database is about to be emptied, by this process itself. */
  static void forget() {
    SEEN.updateAndGet(seen -> new LastCommit(0, seen.erasures + 1));
  }

  /**
   * To be called in the transaction that has read, after it has.
   *
   * @throws WrongDatabaseException if the database has lost a commit
   */
  void requireStillThere(EntityManager entities) {
    if (Database.ownMayLoseCommits()) {
      requireStillThere(InstanceRow.positionIn(entities));
    }
  }

  void requireStillThere(long position) {
    if (position < ssn && erasures == SEEN.get().erasures) {
      throw new WrongDatabaseException(
          "The database has gone back from SSN %d to %d: its server crashed with synchronous_commit=off, or was replaced. Start this instance again: its intention log has what the database lost."
              .formatted(ssn, position));
    }
  }
}
