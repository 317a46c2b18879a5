package io.understudy.simulator;

import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.LogMessage;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.Restart;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/** The broker's journal of one intention log: what is in it survives. */
final class Disk {
  private final Deque<LogMessage> messages = new ArrayDeque<>();
  private final Map<EntryId, Long> newestHandle = new HashMap<>();
  private final Map<Long, EntryId> newestAt = new HashMap<>();
  private final Set<EntryId> dropped = new HashSet<>();

  /** By the handle of a message, the first SSN in it that is beyond a gap. */
  private final Map<Long, Long> beyond = new HashMap<>();

  private long highestEpoch;

  /** SSN up to which nothing is missing. */
  private long end;

  private long firstHandle;
  private long markHandle = -1;
  private long logId;
  private boolean isVoid;

  /** Appends a message, and tells its position in the queue. */
  long append(LogMessage message) {
    messages.add(message);
    long handle = firstHandle + messages.size() - 1;
    if (message instanceof Checkpoint checkpoint && checkpoint.sender().epoch() >= highestEpoch) {
      highestEpoch = checkpoint.sender().epoch();
      judge(checkpoint, handle, newestAt);
      for (Entry entry : checkpoint.entries()) {
        newestHandle.put(entry.id(), handle);
        newestAt.put(entry.ssn(), entry.id());
      }
    } else if (message instanceof Mark mark) {
      dropped.addAll(held());
      markHandle = handle;
      newestAt.clear();
      end = mark.position().ssn();
      logId = mark.logId();
      isVoid = mark.equals(Mark.VOID);
    } else if (message instanceof Restart restart && restart.logId() != 0) {
      logId = restart.logId();
    }
    return handle;
  }

  /** What is beyond a gap does not count, until the log is read anew and there is none. */
  private void judge(Checkpoint checkpoint, long handle, Map<Long, EntryId> before) {
    for (Entry entry : checkpoint.entries()) {
      if (entry.ssn() > end + 1) {
        beyond.put(handle, entry.ssn());
        return;
      }
      EntryId present = before.get(entry.ssn());
      boolean replaces = present != null && !present.equals(entry.id());
      end = replaces ? entry.ssn() : Math.max(end, entry.ssn());
    }
  }

  /**
   * It is read anew, by a process that starts.
   *
   * @param committed SSN up to which the database has all
   */
  void readAnew(long committed) {
    Map<Long, EntryId> before = new HashMap<>();
    beyond.clear();
    end = committed;
    long epoch = 0;
    long handle = firstHandle;
    for (LogMessage message : messages) {
      if (handle > markHandle
          && message instanceof Checkpoint checkpoint
          && checkpoint.sender().epoch() >= epoch) {
        epoch = checkpoint.sender().epoch();
        judge(checkpoint, handle, before);
        checkpoint.entries().forEach(entry -> before.put(entry.ssn(), entry.id()));
      }
      handle++;
    }
  }

  /**
   * Takes messages off.
   *
   * @param counting told each entry that still counted: that was not void, nor replaced since
   */
  void trim(long handle, Consumer<EntryId> counting) {
    while (firstHandle <= handle) {
      if (messages.remove() instanceof Checkpoint checkpoint) {
        long gone = firstHandle;
        if (gone > markHandle) {
          Long from = beyond.remove(gone);
          for (Entry entry : checkpoint.entries()) {
            boolean counts = from == null || entry.ssn() < from;
            if (counts && newestAt.remove(entry.ssn(), entry.id())) {
              counting.accept(entry.id());
            }
          }
        }
        for (Entry entry : checkpoint.entries()) {
          newestHandle.computeIfPresent(entry.id(), (id, at) -> at <= gone ? null : at);
        }
      }
      firstHandle++;
    }
  }

  void forEach(ObjLongConsumer<LogMessage> reader) {
    long handle = firstHandle;
    for (LogMessage message : messages) {
      reader.accept(message, handle++);
    }
  }

  /**
   * Number of the log; 0 if it has none, or can no longer be trusted to have all that was acked.
   */
  long logId() {
    return logId;
  }

  /** Whether it says that the database beside it is void. */
  boolean isVoid() {
    return isVoid;
  }

  boolean holds(EntryId id) {
    return newestHandle.getOrDefault(id, -1L) > markHandle;
  }

  /**
   * Whether it held the entry until the log was lost, or dropped because its instance was no
   * member. A late change of the record can still make that log a member, whose acks were true: it
   * is as if the disk had been lost right after, since nobody has that log id any more.
   */
  boolean hasDropped(EntryId id) {
    return dropped.contains(id);
  }

  private List<EntryId> held() {
    return newestHandle.keySet().stream().filter(this::holds).toList();
  }

  /** The database beside it was lost: nobody can expect it to have what it acked. */
  void distrust() {
    logId = 0;
  }

  void wipe() {
    dropped.addAll(held());
    messages.clear();
    newestHandle.clear();
    newestAt.clear();
    isVoid = false;
    beyond.clear();
    highestEpoch = 0;
    end = 0;
    markHandle = -1;
    firstHandle = 0;
    logId = 0;
  }
}
