package io.understudy.adapter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;

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
    DiskReserve reserve = new DiskReserve(directory.resolve("reserve"));
    Path draft = directory.resolve("reserve.new");
    try {
      if (!Files.exists(reserve.file) || Files.size(reserve.file) != BYTES) {
        byte[] bytes = new byte[BYTES];
        new Random().nextBytes(bytes); // a file system may keep zeros in no room at all
        Files.write(draft, bytes);
        Files.move(draft, reserve.file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      delete(draft);
      throw new ConfigurationException(
          "The disk of " + directory + " has no room left: " + e + ". Make room.", e);
    }
    return reserve;
  }

  /** Gives the room free; to be called more than once if need be. */
  void use() {
    delete(file);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException remains) {
      // Then the last words may be lost, as they would be without it; the instance stops all the
      // same.
    }
  }
}
