package io.understudy.protocol.instance;

import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Moment;
import java.util.List;
import java.util.Set;

/**
 * The entry that this instance does not get past, if there is one (design.md section 3, step 6): it
 * was being executed when the process ended, runs for too long, or fails again and again. It is
 * executed alone, so that what is before it is committed; once it has stopped instances too often
 * it is held: not executed until the operator has spoken.
 */
final class Suspect {
  /** How it stands with it. */
  enum State {
    NONE,
    /** It is tried once more, alone. */
    TRIED,
    /** It has failed, and is tried again and again. */
    FAILING,
    /** It is being executed, and has been for too long. */
    RUNNING,
    /** It is not executed any more. */
    HELD,
    /** It may be any of those that primaries left that were lost; none of them is executed. */
    UNKNOWN
  }

  /** So many looks at what is executed make up the longest time an operation may take. */
  private static final int LOOKS = 8;

  /** An entry that has run for this part of that time is slow. */
  private static final int SLOW_PART = 4;

  private final Settings settings;
  private final Actions actions;
  private final Execution execution;
  private final LostPrimaries lost = new LostPrimaries();
  private EntryId id = EntryId.NONE;
  private int failures;
  private int own;
  private String warner = "";
  private EntryId failing = EntryId.NONE;
  private int atMost = Integer.MAX_VALUE;

  /** The operator wants it answered with an error; held whatever else is found out meanwhile. */
  private EntryId rejecting = EntryId.NONE;

  private EntryId seen = EntryId.NONE;
  private Moment seenSince;
  private Moment seenLast;
  private Moment looked;
  private boolean overdue;

  Suspect(Settings settings, Actions actions, Execution execution) {
    this.settings = settings;
    this.actions = actions;
    this.execution = execution;
  }

  // --- what is known of it

  /** It has stopped this instance so often, before the process was started. */
  void remember(EntryId entry, int times) {
    learn(entry, times);
    own = times;
  }

  /**
   * This primary says that it has stopped instances so often, or will have if it ends now. Whoever
   * says more than was known need not be asked what has ended it; who only repeats what others have
   * said may end by it, too.
   */
  void learn(String primary, EntryId entry, int times) {
    boolean more = entry.equals(id) ? times > failures : own == 0 && times > 0;
    if (more) {
      learn(entry, times);
      warner = primary;
      lost.remove(primary::equals);
    }
  }

  private void learn(EntryId entry, int times) {
    failures = entry.equals(id) ? Math.max(failures, times) : times;
    id = entry;
  }

  /** Whether it is known from this primary itself which entry is in its way, after that SSN. */
  boolean isToldBy(String primary, long ssn) {
    return failures > own && warner.equals(primary) && id.ssn() > ssn;
  }

  /** The primaries lost before this instance came into office. */
  LostPrimaries lost() {
    return lost;
  }

  /** A primary that was lost says how often which entry has stopped it. */
  void onTestimony(String instance, EntryId entry, int times) {
    if (lost.onTestimony(instance, entry, times)) {
      lookAtWorst();
    }
  }

  private void lookAtWorst() {
    if (own == 0 && lost.times(lost.worst()) > lost.times(id) + failures) {
      id = lost.worst();
      failures = 0;
    }
  }

  /**
   * A group failed while this entry was executed. Where it was none's, as where only the database
   * says what is wrong, smaller groups find out whose it is.
   */
  void onFailed(EntryId at, List<Entry> group) {
    if (at.equals(EntryId.NONE) && group.size() == 1) {
      failing = group.get(0).id();
    } else if (at.equals(EntryId.NONE)) {
      atMost = group.size() / 2;
    } else {
      failing = at;
    }
  }

  /** All up to here is committed. */
  void onPosition(EntryId position) {
    if (id.ssn() > 0 && id.ssn() <= position.ssn()) {
      id = EntryId.NONE;
      failures = 0;
      own = 0;
      actions.noteFailures(EntryId.NONE, 0);
    }
    if (rejecting.ssn() <= position.ssn()) {
      rejecting = EntryId.NONE;
    }
    lost.onPosition(position);
    lookAtWorst();
    atMost = Integer.MAX_VALUE;
    if (failing.ssn() <= position.ssn()) {
      failing = EntryId.NONE;
    }
    overdue &= seen.ssn() > position.ssn();
  }

  /** The entry it does not get past; {@link EntryId#NONE} if there is none. */
  EntryId entry() {
    if (overdue) {
      return seen;
    }
    if (isRejecting()) {
      return rejecting;
    }
    return known() > 0 ? id : failing;
  }

  /** How many times it has stopped instances, as far as can be. */
  int failures() {
    return entry().equals(id) ? known() + maybe() : 0;
  }

  /** As others are told it: without what those have said who can be asked themselves. */
  int toldFailures() {
    return entry().equals(id) ? failures : 0;
  }

  /** Whether it is held only since some that were lost are silent. */
  boolean isPresumed() {
    return state() == State.HELD && !isRejecting() && known() < settings.maxFailures();
  }

  private int known() {
    return failures + lost.times(id);
  }

  /** A lost primary that is silent counts against what has stopped another instance than this. */
  private int maybe() {
    return failures > own || lost.times(id) > 0 ? lost.maybe(id) : 0;
  }

  State state() {
    if (overdue) {
      return State.RUNNING;
    }
    if (heldFrom() < Long.MAX_VALUE) {
      return State.UNKNOWN;
    }
    if (entry().equals(EntryId.NONE)) {
      return State.NONE;
    }
    if (isHeld(entry())) {
      return State.HELD;
    }
    return failures() > 0 ? State.TRIED : State.FAILING;
  }

  private boolean isHeld(EntryId entry) {
    boolean tooOften = entry.equals(id) && known() + maybe() >= settings.maxFailures();
    return tooOften || isRejecting() && entry.equals(rejecting);
  }

  private boolean isRejecting() {
    return rejecting.ssn() > 0;
  }

  /**
   * SSN from which on the primary executes nothing, since it does not know which entry it is that
   * may have stopped others; {@link Long#MAX_VALUE} if there is none such.
   */
  long heldFrom() {
    return lost.holdFrom(settings.maxFailures());
  }

  /** Whether all that is known of it is what the primary says. */
  boolean isHearsay() {
    return failures > 0 && own == 0 && !overdue && !isRejecting() && failing.equals(EntryId.NONE);
  }

  /** Whether this entry has stopped this very instance too often. */
  boolean hasStoppedThis(EntryId entry) {
    return entry.equals(id) && own >= settings.maxFailures();
  }

  // --- what becomes of it

  /**
   * What of a group may be executed now: it runs alone, and if it is held not at all.
   *
   * @param first whether this instance is the primary, which goes first: what others say of an
   *     entry that the primary has committed means nothing
   */
  List<Entry> cut(List<Entry> group, Set<EntryId> rejected, boolean first) {
    long heldFrom = first ? heldFrom() : Long.MAX_VALUE;
    for (int i = 0; i < Math.min(group.size(), atMost); i++) {
      EntryId entry = group.get(i).id();
      if (entry.ssn() >= heldFrom) {
        return group.subList(0, i);
      }
      boolean suspected = entry.equals(id) || entry.equals(failing) || entry.equals(rejecting);
      if (suspected && !rejected.contains(entry)) {
        boolean held = first ? isHeld(entry) : hasStoppedThis(entry);
        int end = i > 0 || held ? i : 1;
        return group.subList(0, end);
      }
    }
    return group.size() > atMost ? group.subList(0, atMost) : group;
  }

  /** The operator wants it answered with an error: it is held, whatever comes of that. */
  void hold(EntryId entry) {
    rejecting = entry;
  }

  /** It will not be answered so. */
  void letGo() {
    rejecting = EntryId.NONE;
  }

  boolean isUnderWay(EntryId entry) {
    return execution.has(entry);
  }

  // --- how long it takes

  /** Looks from time to time at what is executed. */
  void onTick(Moment now) {
    if (!execution.isUnderWay()) {
      seen = EntryId.NONE;
      overdue = false;
      looked = now;
    } else if (looked == null || now.since(looked) >= lookMillis()) {
      looked = now;
      actions.tellExecuting();
    }
  }

  /** In time to see what runs before the database is blamed. */
  private int lookMillis() {
    return Math.min(settings.operationMillis(), Database.patienceMillis(settings)) / LOOKS;
  }

  /**
   * @param entry {@link EntryId#NONE} if none is: then what takes its time is the database. One
   *     that has run for too long is not named any more, and runs on
   * @return whether it has just come to have run for too long
   */
  boolean onExecuting(EntryId entry, Moment now) {
    if (!execution.has(entry)) {
      seen = overdue ? seen : EntryId.NONE;
      return false;
    }
    execution.onProgress(now);
    seenLast = now;
    if (!entry.equals(seen)) {
      seen = entry;
      seenSince = now;
      overdue = false;
    }
    boolean news = !overdue && now.since(seenSince) >= settings.operationMillis();
    overdue |= news;
    return news;
  }

  /** The entry that has run for so long that it may come to be too long, or NONE. */
  EntryId slow() {
    boolean slow =
        execution.has(seen) && seenLast.since(seenSince) >= settings.operationMillis() / SLOW_PART;
    return slow ? seen : EntryId.NONE;
  }

  /** Whether an entry was being executed when it was last looked, or does not end. */
  boolean isExecuting() {
    return execution.has(seen);
  }

  /** So often it will have stopped instances if it ends as it looks. */
  int failuresWith(EntryId entry) {
    return 1 + (entry.equals(id) ? failures : 0);
  }

  /** The entry that has stopped this very instance; {@link EntryId#NONE} if none has. */
  EntryId ownEntry() {
    return own > 0 ? id : EntryId.NONE;
  }

  /** How many times it has stopped this very instance. */
  int ownFailures() {
    return own;
  }

  /** It has stopped this instance so many times: kept for after a restart. */
  void note(EntryId entry, int times) {
    id = entry;
    failures = times;
    own = times;
    actions.noteFailures(entry, times);
  }
}
