package io.understudy.adapter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Room on the disk of the data directory that an instance keeps for its last words: its log is
 * mostly on the same disk, and when that is full nobody would read why the instance has stopped.
 */
final class DiskReserve {
  /** Enough for what all threads have to say when nothing can be written any more. */
  private static final int BYTES = 1 << 20;

  private final Path file;

  private DiskReserve(Path file) {
    this.file = file;
  }

  /**
   * @throws ConfigurationException if there is no room for it
   */
  static DiskReserve keep(Path directory) {
    Path file = directory.resolve("reserve");
    Path draft = directory.resolve("reserve.new");
    try {
      Files.write(draft, new byte[BYTES]);
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new ConfigurationException(
          "The disk of " + directory + " has no room left: " + e + ". Make room.", e);
    }
    return new DiskReserve(file);
  }

  /** Gives the room free; to be called more than once if need be. */
  void use() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException remains) {
      // Then the last words may be lost, as they would be without it; the instance stops all the
      // same.
    }
  }
}
