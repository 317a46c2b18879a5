package io.understudy.adapter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Up to where entries were ever committed here, whatever the database has lost of them since: in
 * memory that the system keeps when the process ends, however it ends. A loss of power may take it
 * away; that can be told from the number of the system's boot, which is noted as well.
 */
final class CommittedNote {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  // Indices of longs; a boot takes two.
  private static final int COMMITTED = 0;
  private static final int BOOT = 1;

  private final MappedLongs longs;
  private final UUID boot;

  private CommittedNote(MappedLongs longs, UUID boot) {
    this.longs = longs;
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
    return new CommittedNote(MappedLongs.open(file), boot);
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
    return longs.get(COMMITTED);
  }

  /**
   * Whether nothing of it can be lost: it was noted in this boot. Not so either until it has been
   * synced for the first time, and never where the system tells no number of its boot.
   */
  boolean isWhole() {
    return boot != null
        && longs.get(BOOT) == boot.getMostSignificantBits()
        && longs.get(BOOT + 1) == boot.getLeastSignificantBits();
  }

  /** All up to this SSN is committed. */
  void write(long ssn) {
    longs.put(COMMITTED, ssn);
  }

  /** What was written is on disk once this returns, and the number of the boot with it. */
  void sync() {
    if (boot != null) {
      longs.put(BOOT, boot.getMostSignificantBits());
      longs.put(BOOT + 1, boot.getLeastSignificantBits());
    }
    longs.force();
  }
}
