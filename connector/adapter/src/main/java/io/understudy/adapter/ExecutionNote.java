package io.understudy.adapter;

import io.understudy.endpoint.Progress;
import io.understudy.protocol.EntryId;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Which entry is being executed, in memory that the system keeps when the process ends, however it
 * ends: so the next process knows what the last one died of. A store into mapped memory is all that
 * it costs. A loss of power may take it away: that is no entry's doing.
 */
final class ExecutionNote implements Progress {
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long FORMAT = 0x5546_0000_0000_0001L;
  private static final int SIZE = 64;

  // Offsets, in bytes.
  private static final int AT_FORMAT = 0;
  private static final int EXECUTING = 8;
  private static final int STOPPED_BY = 24;
  private static final int TIMES = 40;

  private final ByteBuffer mapped;

  private ExecutionNote(ByteBuffer mapped) {
    this.mapped = mapped;
  }

  /**
   * Opens it; what was being executed as the last process ended has stopped it once more.
   *
   * @throws ConfigurationException if the file cannot be used
   */
  static ExecutionNote open(Path file) {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ExecutionNote note =
          new ExecutionNote(
              channel.map(MapMode.READ_WRITE, 0, SIZE).order(ByteOrder.nativeOrder()));
      note.begin();
      return note;
    } catch (IOException e) {
      throw new ConfigurationException("The file " + file + " cannot be used: " + e, e);
    }
  }

  private void begin() {
    if (get(AT_FORMAT) != FORMAT) {
      put(EXECUTING, EntryId.NONE);
      put(STOPPED_BY, EntryId.NONE);
      put(TIMES, 0);
      put(AT_FORMAT, FORMAT);
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
    return (int) get(TIMES);
  }

  /** It has so many times, this one included. */
  void noteFailures(EntryId entry, int times) {
    put(STOPPED_BY, entry);
    put(TIMES, times);
    if (executing().equals(entry)) {
      put(EXECUTING, EntryId.NONE);
    }
  }

  private EntryId id(int offset) {
    long ssn = get(offset);
    long epoch = get(offset + Long.BYTES);
    // Between the two stores of another thread: as good as none.
    return ssn > 0 && epoch > 0 ? new EntryId(ssn, epoch) : EntryId.NONE;
  }

  private void put(int offset, EntryId entry) {
    put(offset, entry.ssn());
    put(offset + Long.BYTES, entry.epoch());
  }

  private long get(int offset) {
    return (long) LONG.getAcquire(mapped, offset);
  }

  private void put(int offset, long value) {
    LONG.setRelease(mapped, offset, value);
  }
}
