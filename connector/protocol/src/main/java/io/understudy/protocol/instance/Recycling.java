package io.understudy.protocol.instance;

import io.understudy.protocol.Entry;
import io.understudy.protocol.Moment;
import java.util.Map;

/**
 * Keeps the operation log within its bounds of rows, bytes and age (design.md section 6): beyond
 * one of them its oldest rows go, in small steps, each a transaction of the database. What an
 * instance that catches up or is copied to still needs stays up to twice the bounds, or more for
 * one that has been overtaken ({@link Overtaken}); one that needs more gets a full copy. The last
 * row stays.
 */
final class Recycling {
  /** Rows dropped in one transaction, at most. */
  private static final int STEP = 1024;

  /** Nor more than such a part of all: what is dropped at a time is little beside what stays. */
  private static final int PARTS = 16;

  /** What a row takes beside its payload, about. */
  static final int ROW_BYTES = 128;

  /** A step that was not answered after so long failed, or was dropped by a busy database. */
  private static final int PATIENCE_MILLIS = 30_000;

  private final Settings settings;
  private final Actions actions;
  private long fence;
  private long payloadBytes;
  private long oldest;
  private Moment asked;

  Recycling(Settings settings, Actions actions) {
    this.settings = settings;
    this.actions = actions;
  }

  /** A new fence: a step under way can no longer be done. */
  void onFence(long newFence) {
    fence = newFence;
    asked = null;
  }

  void onCommitted(Entry entry, History history) {
    payloadBytes += entry.payload().size();
    if (entry.ssn() == history.logStart()) {
      oldest = entry.timestamp();
    }
  }

  /**
   * How much the log holds, read when the fence was raised or a step was done.
   *
   * @param first the log has all rows from this SSN on
   * @param bytes bytes of their payloads
   * @param timestamp of the first of them
   */
  void onExtent(long ofFence, long first, long bytes, long timestamp, History history) {
    if (ofFence == fence) {
      asked = null;
      history.logStartsAt(first);
      payloadBytes = bytes;
      oldest = timestamp;
    }
  }

  /**
   * @param newest timestamp of the last entry
   * @param needed rows from this SSN on are needed by an instance that is brought up
   * @param held they may take so many times the bounds
   */
  void onTick(History history, long newest, long needed, int held, Moment now) {
    boolean waits = asked != null && now.since(asked) < PATIENCE_MILLIS;
    boolean isNeeded = needed <= history.logStart();
    int times = isNeeded ? held : 1;
    if (!waits && exceeds(history, newest, times)) {
      long step = Math.max(1, Math.min(STEP, rows(history) / PARTS));
      long through = history.logStart() + step - 1;
      asked = now;
      actions.recycleOperationLog(
          fence,
          isNeeded ? through : Math.min(through, needed - 1),
          isTooLarge(history, times) ? Long.MAX_VALUE : tooOld(newest, times));
    }
  }

  private static long rows(History history) {
    return history.position().ssn() - history.logStart() + 1;
  }

  private long bytes(History history) {
    return payloadBytes + ROW_BYTES * rows(history);
  }

  private boolean exceeds(History history, long newest, int times) {
    return rows(history) > 1 && (isTooLarge(history, times) || oldest < tooOld(newest, times));
  }

  private boolean isTooLarge(History history, int times) {
    return rows(history) > (long) times * settings.operationLogRows()
        || bytes(history) > (long) times * settings.operationLogMib() << 20;
  }

  /**
   * Rows of entries before this moment are too old. It counts from the last entry on: while nothing
   * comes nothing grows, and whoever was away as long still finds the little it missed.
   */
  private long tooOld(long newest, int times) {
    return newest - (long) times * 1000 * settings.operationLogSeconds();
  }

  /** How far back an instance may be to catch up without a copy, and what that takes. */
  void addTo(Map<String, String> status, History history) {
    status.put("log-from", Long.toString(history.logStart()));
    status.put("log-rows", Long.toString(rows(history)));
    status.put("log-bytes", Long.toString(bytes(history)));
  }
}
