package io.understudy.protocol.instance;

import io.understudy.protocol.Effect;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.Moment;
import io.understudy.protocol.Response;
import io.understudy.protocol.TableSize;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The database of this instance as the core knows it: what is committed there, how far that is
 * synced, and whether it goes on.
 */
final class Database {
  private static final int SYNC_MILLIS = 1000;
  private static final int SYNC_ENTRIES = 8192;
  private static final long SYNC_WEIGHT = 8 << 20;

  /** A database may stand still this many detection times before its primary steps down (R3). */
  private static final int DATABASE_PATIENCE = 5;

  private final Settings settings;
  private final Actions actions;
  private final Reporter reporter;
  private final KnownRecord record;
  private final Execution execution;
  private final Suspect suspect;
  private final DigestWindow digests;
  private final Recycling recycling;
  private final TableBounds table;
  private History history;
  private long lastTimestamp;
  private long synced;
  private long everCommitted;
  private boolean syncing;
  private boolean syncVoid;
  private long unsyncedWeight;
  private Moment lastSync;
  private Moment failingSince;
  private boolean goesFirst;
  private boolean conflicts;
  private boolean conflictFenced;
  private Moment conflictingSince;
  private String conflict = "";

  Database(Settings settings, Actions actions, Reporter reporter, KnownRecord record) {
    this.settings = settings;
    this.actions = actions;
    this.reporter = reporter;
    this.record = record;
    this.execution = new Execution(actions);
    this.suspect = new Suspect(settings, actions, execution);
    this.digests = new DigestWindow(2 * settings.maxPending() + 1);
    this.recycling = new Recycling(settings, actions);
    this.table = new TableBounds(settings, reporter);
  }

  void start(Moment now) {
    lastSync = now;
    actions.raiseFence(0);
  }

  /** The fence is raised, and this is where the database stands, synced. */
  void onStanding(long fence, History standing, long timestamp, HistoryDigest digest) {
    digests.begin(digest);
    onConflictFenced(standing);
    history = standing;
    lastTimestamp = timestamp;
    synced = standing.position().ssn();
    mayHaveCommitted(synced);
    execution.onFence(fence);
    recycling.onFence(fence);
    suspect.onPosition(position());
  }

  /** Null until the fence was raised for the first time. */
  History history() {
    return history;
  }

  /** The last committed entry. */
  EntryId position() {
    return history.position();
  }

  /**
   * Highest SSN that may ever have been committed here, and answered. It is above the position
   * where the database has lost what it had not synced, or was emptied.
   */
  long everCommitted() {
    return everCommitted;
  }

  /** Up to this SSN it may have been committed here once. */
  void mayHaveCommitted(long ssn) {
    everCommitted = Math.max(everCommitted, ssn);
  }

  /** Before what tells of it is dropped: it is on disk once this returns. */
  void keepEverCommitted() {
    actions.noteCommitted(everCommitted);
    actions.syncCommitted();
  }

  /** Timestamp of the last committed entry. */
  long lastTimestamp() {
    return lastTimestamp;
  }

  /** What the entries came to here. */
  DigestWindow digests() {
    return digests;
  }

  // --- groups

  /**
   * @param next asked for the next group once the one before is done
   * @param first whether this instance is the primary, and so the first to execute
   */
  void execute(Supplier<List<Entry>> next, long limit, boolean first, Moment now) {
    List<Entry> group = execution.isIdle(now) ? next.get() : null;
    if (group != null && group.isEmpty()) {
      // Nothing is to be tried again, now that this instance follows another primary, say.
      failingSince = null;
    } else if (group != null) {
      List<Entry> cut = suspect.cut(group, record.configuration().rejected().keySet(), first);
      if (!cut.isEmpty()) {
        goesFirst = first;
        execution.start(cut, answered(cut), now);
      }
    }
    boolean waited = execution.isWaiting();
    execution.release(limit, now);
    if (waited && !execution.isWaiting() && failingSince != null) {
      failingSince = now; // it has not failed meanwhile
    }
  }

  /** The responses of entries that the operator has had answered. */
  private Map<Long, Response> answered(List<Entry> group) {
    Map<EntryId, Long> rejected = record.configuration().rejected();
    Map<Long, Response> known = new HashMap<>();
    for (Entry entry : rejected.isEmpty() ? List.<Entry>of() : group) {
      if (rejected.containsKey(entry.id())) {
        known.put(entry.ssn(), Response.REJECTED);
      }
    }
    return known;
  }

  /** The entry that it does not get past, if there is one. */
  Suspect suspect() {
    return suspect;
  }

  /** The entries committed; none if this was a group of an earlier fence. */
  List<Entry> onCommitted(long fence, long lastSsn, List<Effect> effects) {
    List<Entry> entries = execution.onCommitted(fence, lastSsn);
    forgetFailures();
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      history.committed(entry);
      digests.add(effects.get(i).digest());
      unsyncedWeight += entry.weight();
      recycling.onCommitted(entry, history);
      table.onCommitted(entry, effects.get(i));
      lastTimestamp = Math.max(lastTimestamp, entry.timestamp());
    }
    if (position().ssn() > everCommitted) {
      // Before anybody is answered.
      everCommitted = position().ssn();
      actions.noteCommitted(everCommitted);
    }
    suspect.onPosition(position());
    return entries;
  }

  void onGroupFailed(long fence, GroupFailure failure, Moment now) {
    EntryId at = failure.at();
    List<Entry> group = execution.group();
    if (execution.onFailed(fence, now)) {
      suspect.onFailed(at, group);
      onConflict(failure, now);
      if (failingSince == null) {
        failingSince = now;
        reporter.report(
            Report.Kind.DATABASE_FAILED,
            "A group failed"
                + (at.equals(EntryId.NONE) ? "" : " at entry " + at)
                + " and is tried again: "
                + failure.cause());
      }
    }
  }

  /** What others have not committed contradicts nothing. */
  private void onConflict(GroupFailure failure, Moment now) {
    conflicts = failure.conflict() && !goesFirst;
    if (!conflicts) {
      conflictingSince = null;
    } else if (conflictingSince == null) {
      conflictingSince = now;
      conflictFenced = false;
      conflict = failure.cause();
    }
  }

  /** A commit that failed as far as one could see may have gone through: then nothing conflicts. */
  private void onConflictFenced(History standing) {
    conflicts = false;
    if (history != null && !standing.position().equals(history.position())) {
      forgetFailures();
    }
    conflictFenced = conflictingSince != null;
  }

  /** What failed before says nothing of what comes. */
  void forgetFailures() {
    failingSince = null;
    conflictingSince = null;
  }

  /** Groups have failed, and nothing else was done, for longer than is borne. */
  boolean isStuck(Moment now) {
    return failingSince != null
        && !execution.isWaiting()
        && now.since(failingSince) >= patienceMillis();
  }

  /**
   * Whether what it holds has contradicted for as long what the primary has committed: it is not
   * what the entries before have made there. However often it joins meanwhile.
   */
  boolean isDoubtful(Moment now) {
    return conflictingSince != null && now.since(conflictingSince) >= patienceMillis();
  }

  /** Whether it is doubtful, and has contradicted under this fence, too. */
  boolean contradicts(Moment now) {
    return conflicts && isDoubtful(now);
  }

  /** Whether where it stands has been read since it was first seen to contradict. */
  boolean isConflictFenced() {
    return conflictFenced;
  }

  /** How it contradicts them, in its own words. */
  String conflict() {
    return conflict;
  }

  /** Whether what may be committed is not, for longer than is borne (R3). */
  boolean standsStill(Moment now) {
    boolean stands = execution.runningMillis(now) >= patienceMillis() && !suspect.isExecuting();
    return stands || isStuck(now);
  }

  /** How long a database may stand still. */
  int patienceMillis() {
    return patienceMillis(settings);
  }

  static int patienceMillis(Settings settings) {
    return DATABASE_PATIENCE * settings.detectionMillis();
  }

  /** Stops what is under way; the fence must be raised before the next group. */
  void abandon() {
    execution.abandon();
  }

  // --- the operation log

  /** What it holds: as the database says, of the fence that was raised last. */
  void onLogExtent(long fence, long first, long bytes, long timestamp) {
    recycling.onExtent(fence, first, bytes, timestamp, history);
  }

  /** How large the message table is, as the database says when the fence was raised. */
  void onTableSize(TableSize size) {
    table.onSize(size);
  }

  /** How much of the message table is used. */
  TableBounds table() {
    return table;
  }

  /**
   * @param needed rows of the operation log from this SSN on are needed
   * @param held they may take so many times the bounds
   */
  void recycle(long needed, int held, Moment now) {
    recycling.onTick(history, lastTimestamp, needed, held, now);
  }

  void addTo(Map<String, String> status) {
    status.put("committed", Long.toString(position().ssn()));
    status.put("synced", Long.toString(synced));
    recycling.addTo(status, history);
    table.addTo(status);
  }

  // --- sync and erasure

  void syncIfDue(Moment now) {
    if (!syncing && isSyncDue(now)) {
      sync(now);
    }
  }

  /**
   * Syncs before it is due: a fence may have to be raised soon, whose own sync (R12) then finds
   * little left to do, while clients wait for it.
   */
  void syncAhead(Moment now) {
    if (!syncing && position().ssn() > synced) {
      sync(now);
    }
  }

  private void sync(Moment now) {
    syncing = true;
    lastSync = now;
    unsyncedWeight = 0;
    actions.syncDatabase();
  }

  private boolean isSyncDue(Moment now) {
    long behind = position().ssn() - synced;
    return behind >= SYNC_ENTRIES
        || unsyncedWeight >= SYNC_WEIGHT
        || (behind > 0 && now.since(lastSync) >= SYNC_MILLIS);
  }

  /**
   * A sync ended.
   *
   * @param settled whether the database has not been fenced or emptied anew since
   * @return whether all up to {@link #synced} is known to be on disk
   */
  boolean onSynced(EntryId position, boolean settled) {
    syncing = false;
    if (syncVoid) {
      // It began before the database was emptied, and says nothing of what is there now.
      syncVoid = false;
      return false;
    }
    if (!settled || !history.contains(position)) {
      return false;
    }
    synced = Math.max(synced, position.ssn());
    return true;
  }

  /** All committed up to this SSN is on disk (R9). */
  long synced() {
    return synced;
  }

  void erase() {
    syncVoid = syncing;
    actions.eraseDatabase();
  }

  void beginCopy(long copyId) {
    syncVoid = syncing;
    actions.beginCopy(copyId);
  }
}
