package io.understudy.adapter;

import io.understudy.endpoint.Progress;
import io.understudy.protocol.EntryId;
import java.nio.file.Path;

/**
 * Which entry is being executed, in memory that the system keeps when the process ends, however it
 * ends: so the next process knows what the last one died of. A store into mapped memory is all that
 * it costs. A loss of power may take it away: that is no entry's doing.
 */
final class ExecutionNote implements Progress {
  private static final long FORMAT_1 = 0x5546_0000_0000_0001L;

  // Indices of longs; an entry takes two.
  private static final int FORMAT = 0;
  private static final int EXECUTING = 1;
  private static final int STOPPED_BY = 3;
  private static final int TIMES = 5;

  private final MappedLongs longs;

  private ExecutionNote(MappedLongs longs) {
    this.longs = longs;
  }

  /**
   * Opens it; what was being executed as the last process ended has stopped it once more.
   *
   * @throws ConfigurationException if the file cannot be used
   */
  static ExecutionNote open(Path file) {
    ExecutionNote note = new ExecutionNote(MappedLongs.open(file));
    note.begin();
    return note;
  }

  private void begin() {
    if (longs.get(FORMAT) != FORMAT_1) {
      put(EXECUTING, EntryId.NONE);
      put(STOPPED_BY, EntryId.NONE);
      longs.put(TIMES, 0);
      longs.put(FORMAT, FORMAT_1);
    }
    EntryId interrupted = executing();
    if (!interrupted.equals(EntryId.NONE)) {
      noteFailures(interrupted, interrupted.equals(entry()) ? failures() + 1 : 1);
    }
  }

  @Override
  public void executing(EntryId entry) {
    put(EXECUTING, entry);
  }

  /** The entry that is being executed; {@link EntryId#NONE} if none is. */
  EntryId executing() {
    return id(EXECUTING);
  }

  /** The entry that has stopped this instance before; {@link EntryId#NONE} if none has. */
  EntryId entry() {
    return id(STOPPED_BY);
  }

  /** How many times it has. */
  int failures() {
    return (int) longs.get(TIMES);
  }

  /** It has so many times, this one included. */
  void noteFailures(EntryId entry, int times) {
    put(STOPPED_BY, entry);
    longs.put(TIMES, times);
    if (executing().equals(entry)) {
      put(EXECUTING, EntryId.NONE);
    }
  }

  private EntryId id(int index) {
    long ssn = longs.get(index);
    long epoch = longs.get(index + 1);
    // Between the two stores of another thread: as good as none.
    return ssn > 0 && epoch > 0 ? new EntryId(ssn, epoch) : EntryId.NONE;
  }

  private void put(int index, EntryId entry) {
    longs.put(index, entry.ssn());
    longs.put(index + 1, entry.epoch());
  }
}
