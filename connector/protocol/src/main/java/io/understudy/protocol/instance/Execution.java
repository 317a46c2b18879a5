package io.understudy.protocol.instance;

import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Moment;
import io.understudy.protocol.Response;
import java.util.List;
import java.util.Map;

/**
 * The group under way in the database: at most one. A group that failed is executed again after a
 * pause that grows; a group of an earlier fence can commit no more, and what comes of it is not
 * heard (R12).
 */
final class Execution {
  private static final int FIRST_PAUSE_MILLIS = 20;
  private static final int LONGEST_PAUSE_MILLIS = 1000;

  private final Actions actions;
  private long fence;
  private List<Entry> group = List.of();
  private Moment since;
  private int pauseMillis;
  private Moment pausedAt;
  private long released;

  Execution(Actions actions) {
    this.actions = actions;
  }

  /** A new fence: nothing is under way any more. */
  void onFence(long newFence) {
    fence = newFence;
    group = List.of();
    released = 0;
    pausedAt = null;
    pauseMillis = 0;
  }

  /** Stops what is under way, whatever comes of it; the fence must be raised before the next. */
  void abandon() {
    if (!group.isEmpty()) {
      actions.abandon();
    }
    fence = -1;
    group = List.of();
  }

  boolean isIdle(Moment now) {
    return fence > 0 && group.isEmpty() && (pausedAt == null || now.since(pausedAt) >= pauseMillis);
  }

  /** The group under way, or what is left of it. */
  List<Entry> group() {
    return group;
  }

  boolean isUnderWay() {
    return !group.isEmpty();
  }

  /** Whether the entry is in the group under way. */
  boolean has(EntryId id) {
    for (Entry entry : group) {
      if (entry.id().equals(id)) {
        return true;
      }
    }
    return false;
  }

  void start(List<Entry> entries, Map<Long, Response> known, Moment now) {
    group = entries;
    since = now;
    actions.execute(fence, entries, known);
  }

  /** What is executed may be committed up to this SSN. */
  void release(long limit, Moment now) {
    if (limit > released) {
      if (isWaiting()) {
        since = now;
      }
      released = limit;
      actions.release(limit);
    }
  }

  /** Whether there is a group under way of which not all may be committed: for a backup, say. */
  boolean isWaiting() {
    return !group.isEmpty() && group.get(group.size() - 1).ssn() > released;
  }

  /**
   * A piece of the group, or the whole, was committed.
   *
   * @return the entries committed; none if this was a group of an earlier fence
   */
  List<Entry> onCommitted(long committedFence, long lastSsn) {
    if (committedFence != fence || group.isEmpty()) {
      return List.of();
    }
    int count = (int) (lastSsn - group.get(0).ssn() + 1);
    List<Entry> committed = group.subList(0, count);
    group = group.subList(count, group.size());
    pausedAt = null;
    pauseMillis = 0;
    return committed;
  }

  /** Whether this was the group under way. */
  boolean onFailed(long failedFence, Moment now) {
    if (failedFence != fence || group.isEmpty()) {
      return false;
    }
    group = List.of();
    pausedAt = now;
    pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, Math.max(FIRST_PAUSE_MILLIS, 2 * pauseMillis));
    return true;
  }

  /** An entry of it is being executed: what has taken its time is that, and not the database. */
  void onProgress(Moment now) {
    since = now;
  }

  /**
   * How long the group has been in the database since all of it could have been committed, and
   * since an entry of it was last seen to be executed; 0 while it has to wait, for a backup say.
   */
  long runningMillis(Moment now) {
    return group.isEmpty() || isWaiting() ? 0 : now.since(since);
  }
}
