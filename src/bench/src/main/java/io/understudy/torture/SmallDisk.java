package io.understudy.torture;

import io.understudy.boot.server.BootException;
import io.understudy.boot.server.DataDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A file system in memory, mounted where a stopped instance has its data, with little room. */
final class SmallDisk {
  /** What is free at first: enough for a start, and for a while under load. */
  private static final long ROOM_MIB = 160;

  private static final int PIECE = 1 << 20;
  private static final String BALLAST = "ballast";

  private final Path directory;

  private SmallDisk(Path directory) {
    this.directory = directory;
  }

  /** Whether this user may mount at all. */
  static boolean isPermitted() {
    try {
      Path tried = Files.createTempDirectory("understudy-mount");
      try {
        mount(tried, 1);
        Shell.run("umount", tried.toString());
        return true;
      } catch (BootException notPermitted) {
        return false;
      } finally {
        Files.delete(tried);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Moves the data of an instance that does not run onto one. */
  static SmallDisk under(Path directory) {
    try {
      Path kept = kept(directory);
      Files.move(directory, kept);
      Files.createDirectory(directory);
      mount(directory, size(kept) / PIECE + ROOM_MIB);
      Shell.run("cp", "-a", kept + "/.", directory.toString());
      DataDirectory.deleteAll(kept);
      return new SmallDisk(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void mount(Path on, long mebibytes) {
    Shell.run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", on.toString());
  }

  private static Path kept(Path directory) {
    return directory.resolveSibling(directory.getFileName() + ".kept");
  }

  private static long size(Path directory) throws IOException {
    long[] bytes = new long[1];
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }
        });
    return bytes[0];
  }

  /** Takes what room is left. */
  void fill() {
    byte[] piece = new byte[PIECE];
    try (OutputStream ballast = Files.newOutputStream(directory.resolve(BALLAST))) {
      while (true) {
        ballast.write(piece);
      }
    } catch (IOException full) {
      // that is what it is for
    }
  }

  /** Moves the data back; the instance must not run. */
  void remove() {
    try {
      Files.deleteIfExists(directory.resolve(BALLAST));
      Path kept = kept(directory);
      Shell.run("cp", "-a", directory.toString(), kept.toString());
      Shell.run("umount", directory.toString());
      Files.delete(directory);
      Files.move(kept, directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
