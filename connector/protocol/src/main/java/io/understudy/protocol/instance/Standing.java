package io.understudy.protocol.instance;

import io.understudy.protocol.Member;
import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.LogMessage;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.Restart;
import io.understudy.protocol.message.Sender;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * On what this instance stands: its fence, its intention log and its database, and who it is by
 * them (R6). While one of them is being prepared it does nothing else.
 */
final class Standing {
  /** Incarnations of one process: each resignation begins another. */
  private static final int LIVES_BITS = 32;

  /** What is waited for before anything else is done. */
  private enum Step {
    FENCE,
    LOG,
    VOID,
    MARK,
    ERASE,
    NONE
  }

  /** A message of the log that came before the database had said where it stands. */
  record Early(LogMessage message, long handle) {}

  private final String name;
  private final Actions actions;
  private final LongSupplier chance;
  private final KnownRecord record;
  private final Database database;
  private final List<Early> early = new ArrayList<>();
  private Step step = Step.FENCE;
  private IntentionLog log;
  private Member self;
  private long incarnation;
  private long newLogId;
  private boolean freshLog;
  private long copyId;

  Standing(
      String name, Actions actions, LongSupplier chance, KnownRecord record, Database database) {
    this.name = name;
    this.actions = actions;
    this.chance = chance;
    this.record = record;
    this.database = database;
  }

  /** Name and number of the intention log; null until the log has been read. */
  Member self() {
    return self;
  }

  long incarnation() {
    return incarnation;
  }

  /** As which this instance sends. */
  Sender sender() {
    return new Sender(record.epoch(), self, incarnation);
  }

  /** Null until the database has said where it stands. */
  IntentionLog log() {
    return log;
  }

  /** Whether the log was emptied, and nothing has come since. */
  boolean hasFreshLog() {
    return freshLog;
  }

  /** Whether nothing is waited for. */
  boolean isSettled() {
    return step == Step.NONE;
  }

  /** Whether it waits for its database, though it has been read before. */
  boolean isFencing() {
    return step == Step.FENCE && log != null;
  }

  void settle() {
    step = Step.NONE;
  }

  /** Acks for what it sent in one term must not count for what it may send in another (R5, R6). */
  void beginLife() {
    incarnation++;
  }

  // --- the fence

  void raiseFence() {
    raiseFence(record.epochSeen());
  }

  /** The same, but what epoch was seen is not kept: after a restart it is to be news once more. */
  void raiseFenceUntold() {
    raiseFence(0);
  }

  private void raiseFence(long epoch) {
    database.abandon();
    step = Step.FENCE;
    actions.raiseFence(epoch);
  }

  /**
   * Its data is not what it ought to be: the log says so, on disk, before anything else is done,
   * and names nobody any more (R10). Then all is emptied.
   */
  void becomeVoid() {
    database.abandon();
    database.keepEverCommitted();
    step = Step.VOID;
    actions.appendToLog(Mark.VOID);
  }

  void erase() {
    database.abandon();
    database.keepEverCommitted();
    step = Step.ERASE;
    database.erase();
  }

  void onErased() {
    if (step == Step.ERASE) {
      database.forgetFailures();
      raiseFence();
    }
  }

  // --- copying

  /** The database is marked as copying: what it holds means nothing until that is over (R6). */
  boolean isCopying() {
    return copyId != 0;
  }

  /** Whether its data is whole, and its own: not void, being emptied, or half a copy. */
  boolean hasData() {
    return step != Step.VOID && step != Step.ERASE && !isCopying();
  }

  /** Number of the copy that is being loaded; 0 for none. */
  long copyId() {
    return copyId;
  }

  /** The database was found marked when the process started. */
  void onCopying(long id) {
    copyId = id;
  }

  void beginCopy(long id) {
    database.abandon();
    copyId = id;
    database.beginCopy(id);
  }

  /** All is loaded and synced: the database stands where the copy does. */
  void endCopy() {
    copyId = 0;
    database.forgetFailures();
    raiseFence();
  }

  // --- the log

  /** The fence is raised for the first time: the log is read up to a message sent now. */
  void readLog(long thisIncarnation) {
    log = new IntentionLog(database.history());
    incarnation = thisIncarnation << LIVES_BITS;
    step = Step.LOG;
    actions.appendToLog(new Restart(incarnation, 0));
  }

  void keep(LogMessage message, long handle) {
    early.add(new Early(message, handle));
  }

  List<Early> takeEarly() {
    List<Early> waiting = List.copyOf(early);
    early.clear();
    return waiting;
  }

  /** The database was read anew. */
  void rebase() {
    log.rebase(database.history());
  }

  /** All before is void; the database holds, synced, what counts (R9). */
  void markLog() {
    database.keepEverCommitted();
    step = Step.MARK;
    newLogId = chance.getAsLong();
    actions.appendToLog(new Mark(newLogId, database.position()));
  }

  /** Whether this is the mark that was waited for: the instance is somebody new. */
  boolean onMark(Mark mark, long handle) {
    log.judge(mark, handle);
    if (step == Step.VOID && log.isVoid()) {
      erase();
      return false;
    }
    boolean awaited = step == Step.MARK && mark.logId() == newLogId;
    if (awaited) {
      self = new Member(name, newLogId);
      freshLog = true;
      step = Step.NONE;
    }
    return awaited;
  }

  /** Whether the log has now been read. */
  boolean onRestart(Restart restart, long handle) {
    log.judge(restart, handle);
    return step == Step.LOG && restart.incarnation() == incarnation;
  }

  /** Whether it is still who its log says it is; then nothing more is waited for (R6). */
  boolean resume() {
    boolean meets = !log.isVoid() && !isCopying() && log.meetsDatabase();
    if (meets) {
      self = new Member(name, log.logId());
      step = Step.NONE;
    }
    return meets;
  }

  IntentionLog.Judgement onCheckpoint(Checkpoint checkpoint, long handle) {
    IntentionLog.Judgement judgement = log.judge(checkpoint, handle);
    freshLog = false;
    return judgement;
  }

  /** What the synced database has goes off the log (R9). */
  void trimLog() {
    long handle = log.trim(database.synced());
    if (handle >= 0) {
      actions.trimLog(handle);
    }
    if (log.takeNaming()) {
      actions.appendToLog(new Restart(incarnation, log.logId()));
    }
  }
}
