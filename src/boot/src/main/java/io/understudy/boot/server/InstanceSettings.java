package io.understudy.boot.server;

import io.understudy.protocol.instance.Setting;
import io.understudy.protocol.instance.Settings;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The settings that a user may give to all instances of a service, checked here already, before
 * anything is started. Each is a whole number; config/understudy.properties describes them.
 */
public final class InstanceSettings {
  private final Map<Setting, Integer> given;

  private InstanceSettings(Map<Setting, Integer> given) {
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
    Map<Setting, Integer> given = new EnumMap<>(Setting.class);
    values.forEach(
        (key, value) -> {
          Setting setting = known(key, from);
          given.put(setting, number(setting, value, from));
        });
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

  private static Setting known(String key, String from) {
    return Setting.of(key)
        .orElseThrow(
            () ->
                new BootException(
                    "%s names a setting \"%s\" that does not exist; there are: %s."
                        .formatted(from, key, keys())));
  }

  private static String keys() {
    return Arrays.stream(Setting.values())
        .map(Setting::key)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static int number(Setting setting, String value, String from) {
    try {
      return setting.parse(value);
    } catch (IllegalArgumentException e) {
      throw new BootException(from + ": " + e.getMessage(), e);
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
    Map<Setting, Integer> all = new EnumMap<>(Setting.class);
    all.putAll(given);
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
    return Settings.of(given);
  }

  /** Only what was given. */
  Properties asProperties() {
    Properties properties = new Properties();
    given.forEach((setting, value) -> properties.setProperty(setting.key(), value.toString()));
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
