package io.understudy.adapter;

import io.understudy.protocol.instance.Report;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** What operators read: every line has a number, such as UND0003, that documents can name. */
final class OperatorLog {
  private static final Logger LOGGER = System.getLogger("io.understudy");

  private final String instance;

  /** What the adapter itself has to say; numbered from 101 in this order: append only. */
  enum Notice {
    STARTED(Level.INFO),
    STOPPED(Level.INFO),
    FAILED(Level.ERROR),
    MALFORMED_MESSAGE(Level.WARNING),
    DISK_FULL(Level.ERROR),
    /** Not said any more; the numbers of the others stay. */
    DISK_ROOM_AGAIN(Level.INFO),
    NO_RECORD(Level.ERROR),
    CLIENT_DROPPED(Level.WARNING),
    COMMIT_UNKNOWN(Level.WARNING),
    PEER_OVERFLOW(Level.WARNING),
    ENDPOINT_FAILED(Level.WARNING),
    DATABASE_BUSY(Level.WARNING),
    ARBITER_BACK(Level.INFO),
    SENSELESS_REGISTRATION(Level.WARNING),
    NO_ENDPOINT(Level.WARNING);

    private final Level level;

    Notice(Level level) {
      this.level = level;
    }
  }

  OperatorLog(String instance) {
    this.instance = instance;
  }

  void report(Report report) {
    log(levelOf(report.kind()), 1 + report.kind().ordinal(), report.text(), null);
  }

  void notice(Notice notice, String text) {
    log(notice.level, 101 + notice.ordinal(), text, null);
  }

  void notice(Notice notice, String text, Throwable cause) {
    log(notice.level, 101 + notice.ordinal(), text, cause);
  }

  private void log(Level level, int number, String text, Throwable cause) {
    String line = String.format("UND%04d %s: %s", number, instance, text);
    LOGGER.log(level, line, cause);
    if (hasLoggingEnded()) {
      System.err.println(level + " " + line);
    }
  }

  /** As soon as the JVM begins to end, before the server stops: its handlers are gone then. */
  private static boolean hasLoggingEnded() {
    return java.util.logging.Logger.getLogger("").getHandlers().length == 0;
  }

  private static Level levelOf(Report.Kind kind) {
    return switch (kind) {
      case STOPPED, DIVERGED -> Level.ERROR;
      case BACKUP_LOST,
          DEGRADED,
          BELOW_MINIMUM,
          LOG_LOST,
          REBUILD,
          RECORD_OLDER,
          ARBITER_UNREACHABLE,
          DATABASE_FAILED,
          POISON,
          MESSAGE_TABLE_FULL,
          COPY_REFUSED ->
          Level.WARNING;
      default -> Level.INFO;
    };
  }
}
