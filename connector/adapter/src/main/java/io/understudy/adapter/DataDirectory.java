package io.understudy.adapter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Properties;

/**
 * An instance's directory, locked while it is in use. It says whose it is, so that no instance
 * takes another's log for its own.
 */
final class DataDirectory implements AutoCloseable {
  /** Format version of the directory's layout. */
  static final int FORMAT = 1;

  private final Path path;
  private final FileChannel channel;

  private DataDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * @throws ConfigurationException if it cannot be used, is in use, or is another instance's
   */
  static DataDirectory open(InstanceConfiguration configuration) {
    Path path = configuration.data();
    FileChannel channel = lock(path);
    try {
      checkOwner(path.resolve("instance.properties"), configuration);
      return new DataDirectory(path, channel);
    } catch (ConfigurationException e) {
      close(channel);
      throw e;
    }
  }

  /** Directory of the broker's journal. */
  Path log() {
    return path.resolve("log");
  }

  @Override
  public void close() {
    close(channel);
  }

  private static FileChannel lock(Path path) {
    FileChannel channel;
    try {
      Files.createDirectories(path);
      channel =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new ConfigurationException("The data directory " + path + " cannot be used: " + e, e);
    }
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null; // held by this very process
    } catch (IOException e) {
      close(channel);
      throw new ConfigurationException("The data directory " + path + " cannot be locked: " + e, e);
    }
    if (lock == null) {
      close(channel);
      throw new ConfigurationException(
          "The data directory " + path + " is in use by another running instance.");
    }
    return channel;
  }

  private static void checkOwner(Path file, InstanceConfiguration configuration) {
    Properties wanted = new Properties();
    wanted.setProperty("format", String.valueOf(FORMAT));
    wanted.setProperty("service", configuration.service());
    wanted.setProperty("service.id", configuration.serviceId().toString());
    wanted.setProperty("instance", configuration.instance());
    try {
      if (!Files.exists(file)) {
        Path draft = file.resolveSibling("instance.properties.new");
        try (var writer = Files.newBufferedWriter(draft)) {
          wanted.store(writer, "Whose data this is. Not to be edited.");
        }
        Files.move(draft, file);
        return;
      }
      Properties found = new Properties();
      try (var reader = Files.newBufferedReader(file)) {
        found.load(reader);
      }
      for (String key : wanted.stringPropertyNames()) {
        if (!wanted.getProperty(key).equals(found.getProperty(key))) {
          throw new ConfigurationException(
              "The data directory "
                  + file.getParent()
                  + " has "
                  + key
                  + " "
                  + found.getProperty(key)
                  + ", not "
                  + wanted.getProperty(key)
                  + ": it belongs to something else.");
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigurationException("The file " + file + " cannot be used: " + e, e);
    }
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The lock of a data directory cannot be given up.", e);
    }
  }
}
