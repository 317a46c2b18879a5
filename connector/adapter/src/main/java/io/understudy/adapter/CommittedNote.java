package io.understudy.adapter;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Up to where entries were ever committed here, whatever the database has lost of them since: in
 * memory that the system keeps when the process ends, however it ends. A store into mapped memory
 * is all that it costs. A loss of power may take it away; that can be told from the number of the
 * system's boot, which is noted as well.
 */
final class CommittedNote {
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final int SIZE = 64;

  // Offsets, in bytes.
  private static final int COMMITTED = 0;
  private static final int BOOT = 8;

  private final MappedByteBuffer mapped;
  private final UUID boot;

  private CommittedNote(MappedByteBuffer mapped, UUID boot) {
    this.mapped = mapped;
    this.boot = boot;
  }

  /**
   * Opens it.
   *
   * @throws ConfigurationException if the file cannot be used
   */
  static CommittedNote open(Path file) {
    return open(file, presentBoot());
  }

  /**
   * Opens it.
   *
   * @param boot number of the system's present boot; null if it tells none
   */
  static CommittedNote open(Path file, UUID boot) {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer mapped = channel.map(MapMode.READ_WRITE, 0, SIZE);
      mapped.order(ByteOrder.nativeOrder());
      return new CommittedNote(mapped, boot);
    } catch (IOException e) {
      throw new ConfigurationException("The file " + file + " cannot be used: " + e, e);
    }
  }

  private static UUID presentBoot() {
    try {
      return UUID.fromString(Files.readString(BOOT_ID).strip());
    } catch (IOException | IllegalArgumentException e) {
      // Another system than Linux: there each start may be one after a loss of power.
      return null;
    }
  }

  /** All up to this SSN was committed, as far as it is known. */
  long ssn() {
    return get(COMMITTED);
  }

  /**
   * Whether nothing of it can be lost: it was noted in this boot. Not so either until it has been
   * synced for the first time.
   */
  boolean isWhole() {
    return boot != null
        && get(BOOT) == boot.getMostSignificantBits()
        && get(BOOT + Long.BYTES) == boot.getLeastSignificantBits();
  }

  /** All up to this SSN is committed. */
  void write(long ssn) {
    put(COMMITTED, ssn);
  }

  /** What was written is on disk once this returns; and from then on it is whole. */
  void sync() {
    if (boot != null) {
      put(BOOT, boot.getMostSignificantBits());
      put(BOOT + Long.BYTES, boot.getLeastSignificantBits());
    }
    mapped.force();
  }

  private long get(int offset) {
    return (long) LONG.getAcquire(mapped, offset);
  }

  private void put(int offset, long value) {
    LONG.setRelease(mapped, offset, value);
  }
}
