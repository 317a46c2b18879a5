package io.understudy.protocol.instance;

/**
 * Something an operator may want to know. The order of the kinds is their number in the log, such
 * as UND0003: append only.
 *
 * @param kind what
 * @param text in a sentence, with names and numbers
 */
public record Report(Kind kind, String text) {

  /** What happened. */
  public enum Kind {
    ROLE_CHANGED,
    EPOCH_RAISED,
    BACKUP_LOST,
    BACKUP_JOINED,
    DEGRADED,
    TAKEOVER_STARTED,
    REBUILD,
    LOG_LOST,
    RECORD_OLDER,
    ARBITER_UNREACHABLE,
    DATABASE_FAILED,
    STOPPED,
    BELOW_MINIMUM,
    SWITCHOVER,
    POISON,
    DIVERGED,
    COPY,
    SPARE_INVITED,
    MESSAGE_TABLE_FULL,
    COPY_REFUSED
  }
}
