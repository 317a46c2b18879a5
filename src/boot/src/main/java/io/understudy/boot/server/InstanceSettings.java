package io.understudy.boot.server;

import io.understudy.protocol.instance.Settings;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * The settings that a user may give to all instances of a service, checked here already, before
 * anything is started. Each is a whole number; config/understudy.properties describes them.
 */
public final class InstanceSettings {
  private static final Map<String, ToIntFunction<Settings>> KNOWN =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("understudy.heartbeat-ms", Settings::heartbeatMillis),
              Map.entry("understudy.promise-ms", Settings::promiseMillis),
              Map.entry("understudy.margin-ms", Settings::marginMillis),
              Map.entry("understudy.detection-ms", Settings::detectionMillis),
              Map.entry("understudy.max-pending", Settings::maxPending),
              Map.entry("understudy.max-pending-bytes", Settings::maxPendingBytes),
              Map.entry("understudy.max-group", Settings::maxGroup),
              Map.entry("understudy.max-checkpoint-bytes", Settings::maxCheckpointBytes),
              Map.entry("understudy.max-clients", Settings::maxClients),
              Map.entry("understudy.max-request-bytes", Settings::maxRequestBytes),
              Map.entry("understudy.min-in-sync", Settings::minInSync),
              Map.entry("understudy.retention-seconds", Settings::retentionSeconds),
              Map.entry("understudy.operation-ms", Settings::operationMillis),
              Map.entry("understudy.max-failures", Settings::maxFailures),
              Map.entry("understudy.spare-seconds", Settings::spareSeconds),
              Map.entry("understudy.max-unacknowledged", Settings::maxUnacknowledged),
              Map.entry("understudy.message-table-rows", Settings::messageTableRows),
              Map.entry("understudy.message-table-mib", Settings::messageTableMib),
              Map.entry("understudy.operation-log-rows", Settings::operationLogRows),
              Map.entry("understudy.operation-log-mib", Settings::operationLogMib),
              Map.entry("understudy.operation-log-seconds", Settings::operationLogSeconds),
              Map.entry("understudy.fuzzy-copy", Settings::fuzzyCopy)));

  private final Map<String, Integer> given;

  private InstanceSettings(Map<String, Integer> given) {
    this.given = given;
  }

  /** None given: all as they are by default. */
  public static InstanceSettings defaults() {
    return new InstanceSettings(Map.of());
  }

  /**
   * @param from where they were written, for messages
   */
  public static InstanceSettings of(Map<String, String> values, String from) {
    Map<String, Integer> given = new TreeMap<>();
    values.forEach((key, value) -> given.put(known(key, from), number(key, value, from)));
    InstanceSettings settings = new InstanceSettings(given);
    settings.check(from);
    return settings;
  }

  /** Those in a file of properties. */
  public static InstanceSettings read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      throw new BootException("There is no file of settings " + file + ".", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new BootException("Cannot read the settings " + file + ": " + e, e);
    }
    Map<String, String> values = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
    return of(values, file.toString());
  }

  private static String known(String key, String from) {
    if (!KNOWN.containsKey(key)) {
      throw new BootException(
          "%s names a setting \"%s\" that does not exist; there are: %s."
              .formatted(from, key, String.join(", ", KNOWN.keySet())));
    }
    return key;
  }

  private static int number(String key, String value, String from) {
    try {
      return Integer.parseInt(value.trim());
    } catch (NumberFormatException e) {
      throw new BootException(
          "%s sets %s to \"%s\"; it must be a whole number of at most %d (default %d)."
              .formatted(
                  from, key, value, Integer.MAX_VALUE, KNOWN.get(key).applyAsInt(Settings.DEFAULT)),
          e);
    }
  }

  private void check(String from) {
    try {
      checked();
    } catch (IllegalArgumentException e) {
      throw new BootException(from + ": " + e.getMessage(), e);
    }
  }

  /** These, and those of the other where it has them. */
  public InstanceSettings overriddenBy(InstanceSettings other, String from) {
    Map<String, Integer> all = new TreeMap<>(given);
    all.putAll(other.given);
    InstanceSettings settings = new InstanceSettings(all);
    settings.check(from);
    return settings;
  }

  /** Refuses a minimum of backups in sync that a service of so many backups never reaches. */
  void requireReachable(int backups) {
    int minimum = checked().minInSync();
    if (minimum > backups) {
      throw new BootException(
          "understudy.min-in-sync asks for %d backups in sync, and there are %d: no request would ever be taken. Lower it, or add backups with --backups."
              .formatted(minimum, backups));
    }
  }

  /**
   * Refuses that a member goes whose place nobody in sync can take.
   *
   * @param name the member
   * @param left backups in sync when it has gone
   */
  void requireEnoughWithout(String name, int left) {
    int minimum = checked().minInSync();
    if (minimum > left) {
      throw new BootException(
          "Without %s only %d backups are in sync, and understudy.min-in-sync asks for %d: all requests would wait. Nothing was changed. Start or add another first and wait until it is in sync: ./understudy status"
              .formatted(name, left, minimum));
    }
  }

  /** As the protocol takes them. */
  Settings checked() {
    return new Settings(
        value("understudy.heartbeat-ms"),
        value("understudy.promise-ms"),
        value("understudy.margin-ms"),
        value("understudy.detection-ms"),
        value("understudy.max-pending"),
        value("understudy.max-pending-bytes"),
        value("understudy.max-group"),
        value("understudy.max-checkpoint-bytes"),
        value("understudy.max-clients"),
        value("understudy.max-request-bytes"),
        value("understudy.min-in-sync"),
        value("understudy.retention-seconds"),
        value("understudy.operation-ms"),
        value("understudy.max-failures"),
        value("understudy.spare-seconds"),
        value("understudy.max-unacknowledged"),
        value("understudy.message-table-rows"),
        value("understudy.message-table-mib"),
        value("understudy.operation-log-rows"),
        value("understudy.operation-log-mib"),
        value("understudy.operation-log-seconds"),
        value("understudy.fuzzy-copy"));
  }

  private int value(String key) {
    Integer value = given.get(key);
    return value != null ? value : KNOWN.get(key).applyAsInt(Settings.DEFAULT);
  }

  /** Only what was given. */
  Properties asProperties() {
    Properties properties = new Properties();
    given.forEach((key, value) -> properties.setProperty(key, value.toString()));
    return properties;
  }

  /** Writes only what was given. */
  void write(Path file) {
    try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      asProperties().store(writer, "Given to understudy up; replaced when it is given others.");
    } catch (IOException e) {
      throw new BootException("Cannot write " + file + ": " + e, e);
    }
  }
}
