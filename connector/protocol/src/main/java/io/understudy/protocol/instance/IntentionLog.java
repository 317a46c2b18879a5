package io.understudy.protocol.instance;

import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.Restart;
import io.understudy.protocol.message.Sender;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The intention log as the queue says it when read in order, starting from what the database has
 * committed, which stands (design.md section 2). The broker has journaled a message before it is
 * judged here, so whatever counts here is on disk.
 */
final class IntentionLog {

  /** What a checkpoint turned out to be. */
  enum Judgement {
    /** All its entries are in the log or the database. */
    KEPT,
    /** From a primary that has been replaced: nothing of it counts. */
    VOID,
    /** It does not follow what is here: something before it is missing. */
    GAP,
    /** The database has committed another entry: this instance must be rebuilt (R5). */
    CONFLICT
  }

  /**
   * A message of the log.
   *
   * @param lastSsn highest SSN in it; 0 if it holds no entry that counts
   */
  private record Segment(long handle, long lastSsn, Begins begins) {}

  /** Whether a log that begins with a message meets the database as it did with all before it. */
  private enum Begins {
    YES,
    /** It did not make the log longer, or the database had all of it when it was read anew. */
    NO,
    /** It holds no entries: what follows decides. */
    AS_NEXT
  }

  private final Deque<Segment> segments = new ArrayDeque<>();
  private History history;
  private EntryBuffer held;
  private long highestMessageEpoch;
  private long highestSsn;
  private Sender sender;
  private long matched;
  private long logId;
  private boolean begun;
  private boolean isVoid;
  private boolean attached;
  private EntryId end = EntryId.NONE;
  private long endHandle = -1;
  private long namingHandle = -1;
  private boolean namingDue;

  IntentionLog(History history) {
    this.history = history;
    this.held = new EntryBuffer(history.position().ssn() + 1);
    // A message of an epoch lower than that of a committed entry came from a replaced primary,
    // even where the messages that said so have been trimmed.
    this.highestMessageEpoch = history.position().epoch();
  }

  /** The database was read anew, or emptied: what it has stands, what follows it stays. */
  void rebase(History newHistory) {
    EntryBuffer old = held;
    history = newHistory;
    EntryId position = newHistory.position();
    highestMessageEpoch = Math.max(highestMessageEpoch, position.epoch());
    held = new EntryBuffer(position.ssn() + 1);
    for (long ssn = position.ssn() + 1; ssn <= old.last(); ssn++) {
      Entry entry = old.get(ssn);
      if (entry == null || !follows(entry)) {
        break;
      }
      held.add(entry);
    }
  }

  /** All before the mark is void. */
  void judge(Mark mark, long handle) {
    for (int before = segments.size(); before > 0; before--) {
      skip(segments.remove().handle());
    }
    segments.add(new Segment(handle, 0, Begins.YES));
    held = new EntryBuffer(history.position().ssn() + 1);
    sender = null;
    matched = 0;
    highestSsn = 0;
    logId = mark.logId();
    isVoid = mark.equals(Mark.VOID);
    begun = true;
    attached = history.contains(mark.position());
    endsWith(mark.position(), handle);
    namingHandle = handle;
  }

  /** Says nothing of entries, but may name the log, so that its mark can be trimmed. */
  void judge(Restart restart, long handle) {
    skip(handle);
    if (restart.logId() != 0) {
      logId = restart.logId();
      namingHandle = handle;
    }
  }

  private void skip(long handle) {
    segments.add(new Segment(handle, 0, Begins.AS_NEXT));
  }

  private void endsWith(EntryId id, long handle) {
    end = id;
    endHandle = handle;
  }

  Judgement judge(Checkpoint checkpoint, long handle) {
    long epoch = checkpoint.sender().epoch();
    if (epoch < highestMessageEpoch) {
      if (!begun && checkpoint.first().previous().ssn() <= history.position().ssn()) {
        // It was kept, and the database has come to a newer epoch since: all of that came after it.
        begun = true;
        attached = true;
      }
      segments.add(new Segment(handle, 0, Begins.NO));
      return Judgement.VOID;
    }
    highestMessageEpoch = epoch;
    highestSsn = Math.max(highestSsn, checkpoint.last().ssn());
    if (!isSender(checkpoint.sender())) {
      changeSender(checkpoint.sender());
    }
    sender = checkpoint.sender();
    Judgement judgement = Judgement.KEPT;
    // What it holds beyond a gap does not count, and is trimmed with what came before it.
    long lastKept = 0;
    for (Entry entry : checkpoint.entries()) {
      judgement = judge(entry, handle);
      if (!begun) {
        // The log's first entry: what was trimmed before it is in the database, or was lost.
        begun = true;
        attached = judgement == Judgement.KEPT;
      }
      if (judgement != Judgement.KEPT) {
        break;
      }
      lastKept = entry.ssn();
    }
    boolean longer = endHandle == handle && end.ssn() > history.position().ssn();
    segments.add(new Segment(handle, lastKept, longer ? Begins.YES : Begins.NO));
    return judgement;
  }

  /** Acks count from nothing again under each new primary (R5). */
  private void changeSender(Sender newSender) {
    sender = newSender;
    matched = 0;
  }

  private Judgement judge(Entry entry, long handle) {
    if (entry.ssn() <= history.position().ssn()) {
      if (!history.contains(entry.id())) {
        return Judgement.CONFLICT;
      }
    } else {
      Entry present = held.get(entry.ssn());
      if (present == null || !present.id().equals(entry.id())) {
        if (!follows(entry)) {
          return entry.ssn() == history.position().ssn() + 1 ? Judgement.CONFLICT : Judgement.GAP;
        }
        // Sent under a higher message epoch, and different: replaces that and all beyond.
        held.dropFrom(entry.ssn());
        held.add(entry);
        endsWith(entry.id(), handle);
      }
    }
    if (entry.ssn() >= end.ssn()) {
      endsWith(entry.id(), handle);
    }
    matched = Math.max(matched, entry.ssn());
    return Judgement.KEPT;
  }

  /** Whether the entry follows the one it names, in the log or the database. */
  private boolean follows(Entry entry) {
    EntryId before = entry.previous();
    if (before.ssn() == history.position().ssn()) {
      return before.equals(history.position());
    }
    Entry present = held.get(before.ssn());
    return present != null && present.id().equals(before);
  }

  private boolean isSender(Sender other) {
    return sender != null
        && sender.member().equals(other.member())
        && sender.incarnation() == other.incarnation();
  }

  /** The entry was committed; the history says so already. */
  void committed(long ssn) {
    held.dropThrough(ssn);
  }

  /**
   * Highest SSN up to which all is on disk as this primary has sent it; 0 if nothing came from it.
   */
  long matched(String instance, long senderLogId, long incarnation) {
    boolean same =
        sender != null
            && sender.instance().equals(instance)
            && sender.member().logId() == senderLogId
            && sender.incarnation() == incarnation;
    return same ? matched : 0;
  }

  /** Entries not committed yet. */
  EntryBuffer held() {
    return held;
  }

  /** Highest epoch any message in it was sent under. */
  long highestMessageEpoch() {
    return highestMessageEpoch;
  }

  /**
   * Highest SSN of any entry in it, whatever became of that, but for those of an older epoch than
   * one before them, which were never committed; 0 if there was none.
   */
  long highestSsn() {
    return highestSsn;
  }

  /** Whether it says that the database is void (R6, R10). */
  boolean isVoid() {
    return isVoid;
  }

  long logId() {
    return logId;
  }

  /** As whom the newest checkpoint was sent; null if none was since the mark. */
  Sender newestSender() {
    return sender;
  }

  /**
   * Whether log and database meet without a gap and the log does not end before the database (R6):
   * only then is the instance what its log id says it is.
   */
  boolean meetsDatabase() {
    return logId != 0 && attached && end.ssn() >= history.position().ssn();
  }

  /**
   * The handle up to which messages may go, as the database has all of it on disk up to the given
   * SSN (R9); -1 for none. The message with the log's last entry, or while there is none the mark,
   * stays, and so does the last that names the log.
   *
   * <p>Nor does a message come to be the first that did not make the log longer. Read anew, a log
   * that begins with what is beyond a gap does not meet the database, and its instance would be no
   * member any more (R6); one that begins with what came a second time would meet a database that
   * has lost what followed it then.
   */
  long trim(long syncedSsn) {
    long through = -1;
    for (int count = beginning(notNeeded(syncedSsn)); count > 0; count--) {
      through = segments.remove().handle();
    }
    return through;
  }

  /** How many messages hold nothing that is needed, before the first that does. */
  private int notNeeded(long syncedSsn) {
    int count = 0;
    for (Segment segment : segments) {
      if (segment.handle() >= endHandle || segment.lastSsn() > syncedSsn) {
        break;
      }
      if (segment.handle() == namingHandle) {
        namingDue = true;
        break;
      }
      count++;
    }
    return count;
  }

  /** How many of so many messages may go, for the log to begin with one that it may begin with. */
  private int beginning(int most) {
    int best = 0;
    int from = 0;
    int index = 0;
    for (Segment segment : segments) {
      if (segment.begins() == Begins.YES && from <= most) {
        best = Math.min(index, most);
      }
      if (index >= most && segment.begins() != Begins.AS_NEXT) {
        break;
      }
      index++;
      from = segment.begins() == Begins.AS_NEXT ? from : index;
    }
    return best;
  }

  /** Whether the log must be named anew before more of it can be trimmed; told once. */
  boolean takeNaming() {
    boolean due = namingDue;
    namingDue = false;
    return due;
  }
}
