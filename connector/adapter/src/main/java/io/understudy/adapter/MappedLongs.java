package io.understudy.adapter;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A few longs in a file that is mapped into memory. The system keeps what was put there when the
 * process ends, however it ends, and a store into memory is all that it costs. A loss of power may
 * take away what was put since {@link #force}. Each long is whole; several are not put at once.
 */
final class MappedLongs {
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int SIZE = 64;

  private final MappedByteBuffer mapped;

  private MappedLongs(MappedByteBuffer mapped) {
    this.mapped = mapped;
  }

  /**
   * Opens the file; eight longs, all 0 where it was not there before.
   *
   * @throws ConfigurationException if the file cannot be used
   */
  static MappedLongs open(Path file) {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer mapped = channel.map(MapMode.READ_WRITE, 0, SIZE);
      mapped.order(ByteOrder.nativeOrder());
      return new MappedLongs(mapped);
    } catch (IOException e) {
      throw new ConfigurationException("The file " + file + " cannot be used: " + e, e);
    }
  }

  /** The long at this index, from 0 to 7. */
  long get(int index) {
    return (long) LONG.getAcquire(mapped, index * Long.BYTES);
  }

  /** Whoever sees this one sees what was put before it. */
  void put(int index, long value) {
    LONG.setRelease(mapped, index * Long.BYTES, value);
  }

  /** What was put is on disk once this returns. */
  void force() {
    mapped.force();
  }
}
