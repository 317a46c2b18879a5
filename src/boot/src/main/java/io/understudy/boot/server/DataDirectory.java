package io.understudy.boot.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The one directory under which a service's data lives on this machine.
 *
 * <pre>
 *   service.json     what the service is: {@link ServiceFile}
 *   boot.lock        held by the command at work
 *   arbiter/         data, pid and log of the arbiter
 *   a/, b/, ...      one per instance:
 *     log/           its intention log
 *     database/      its database
 *     config/        its settings, written anew at every start
 *     server/, tmp/  what Payara unpacks, deleted at every start
 *     database.properties  how it reaches a database of the user's; for its owner only
 *     server.log     what it printed; server.log.1 is of the start before
 *     pid            its process
 * </pre>
 */
public final class DataDirectory {
  private static final String LOCK = "boot.lock";

  private final Path path;
  private ServiceFile service;

  private DataDirectory(Path path, ServiceFile service) {
    this.path = path;
    this.service = service;
  }

  /** Opens one that is there. */
  public static DataDirectory open(Path path) {
    Path file = path.resolve(ServiceFile.NAME);
    if (!Files.exists(file)) {
      throw new BootException(
          "There is no service in "
              + path
              + ". Name its data directory with --data, or begin one with ./understudy up.");
    }
    return new DataDirectory(path, ServiceFile.read(file));
  }

  /** Opens one, or makes it where there is nothing. */
  static DataDirectory openOrCreate(Path path, Supplier<ServiceFile> founding) {
    if (Files.exists(path.resolve(ServiceFile.NAME))) {
      return open(path);
    }
    if (!isEmpty(path)) {
      throw new BootException(
          path
              + " holds something, but no data of Understudy; nothing was changed. Name another"
              + " directory with --data.");
    }
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new BootException("Cannot make the data directory " + path + ": " + e, e);
    }
    DataDirectory directory = new DataDirectory(path, null);
    directory.write(founding.get());
    return directory;
  }

  private static boolean isEmpty(Path path) {
    if (!Files.exists(path)) {
      return true;
    }
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> file.getFileName().toString()).allMatch(List.of(LOCK)::contains);
    } catch (IOException e) {
      throw new BootException("Cannot read " + path + ": " + e, e);
    }
  }

  /** Does something while every other command is kept away from this directory. */
  <T> T exclusively(Supplier<T> work) {
    try (FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (!isLocked(channel)) {
        throw new BootException(
            "Another command of understudy is at work on " + path + "; wait for it to end.");
      }
      return work.get();
    } catch (IOException e) {
      throw new BootException("Cannot lock " + path + ": " + e, e);
    }
  }

  /** The lock ends with the channel. */
  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException heldInThisProcess) {
      return false;
    }
  }

  /** What another command has made of it meanwhile. */
  void read() {
    service = ServiceFile.read(path.resolve(ServiceFile.NAME));
  }

  void write(ServiceFile next) {
    next.write(path.resolve(ServiceFile.NAME));
    service = next;
  }

  public Path path() {
    return path;
  }

  public ServiceFile service() {
    return service;
  }

  /** Directory of an instance. */
  public Path instance(String name) {
    return path.resolve(name);
  }

  /** How its server reaches the database of the user's that it has. */
  Path database(String name) {
    return instance(name).resolve("database.properties");
  }

  Path arbiter() {
    return path.resolve("arbiter");
  }

  /** Whether there is a service in a directory. */
  public static boolean isService(Path path) {
    return Files.exists(path.resolve(ServiceFile.NAME));
  }

  /** Deletes a directory and all that is in it, if it is there. */
  public static void deleteAll(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(path)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.delete(file);
    }
  }
}
