package io.understudy.adapter;

import io.understudy.protocol.Purpose;
import io.understudy.protocol.instance.Setting;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/** Reads settings by name; each refusal names the setting and what is allowed. */
final class SettingReader {
  private static final String PREFIX = "understudy.";

  private final Map<String, String> values;
  private final SortedSet<String> known = new TreeSet<>();

  SettingReader(Map<String, String> values) {
    this.values = values;
  }

  String matching(String name, String pattern, String allowed) {
    String value = required(name, allowed);
    if (!value.matches(pattern)) {
      throw refused(name, value, allowed);
    }
    return value;
  }

  UUID uuid(String name) {
    String allowed = "a UUID such as 123e4567-e89b-12d3-a456-426614174000";
    String value = required(name, allowed);
    try {
      return UUID.fromString(value);
    } catch (IllegalArgumentException e) {
      throw refused(name, value, allowed);
    }
  }

  Path path(String name) {
    String allowed = "a directory";
    String value = required(name, allowed);
    try {
      return Path.of(value).toAbsolutePath();
    } catch (InvalidPathException e) {
      throw refused(name, value, allowed);
    }
  }

  HostAndPort address(String name) {
    String allowed = "host:port with a port from 1 to 65535";
    String value = required(name, allowed);
    return HostAndPort.parse(value).orElseThrow(() -> refused(name, value, allowed));
  }

  /**
   * An address that need not be given.
   *
   * @param usual taken if it is not
   */
  HostAndPort address(String name, HostAndPort usual) {
    known.add(PREFIX + name);
    return values.containsKey(PREFIX + name) ? address(name) : usual;
  }

  /** One or more addresses, separated by commas. */
  String addressList(String name) {
    String allowed = "host:port, several separated by commas, each with a port from 1 to 65535";
    String value = required(name, allowed);
    for (String part : value.split(",", -1)) {
      HostAndPort.parse(part.strip()).orElseThrow(() -> refused(name, value, allowed));
    }
    return value.replace(" ", "");
  }

  /**
   * Empty if it is not given.
   *
   * @throws IllegalArgumentException if it is not what it must be
   */
  Optional<Integer> number(Setting setting) {
    known.add(setting.key());
    return Optional.ofNullable(values.get(setting.key())).map(setting::parse);
  }

  /** What the instance is for; a member if nothing is said. */
  Purpose purpose(String name) {
    known.add(PREFIX + name);
    String value = values.getOrDefault(PREFIX + name, "member");
    return switch (value) {
      case "member" -> Purpose.MEMBER;
      case "spare" -> Purpose.SPARE;
      case "remote" -> Purpose.REMOTE;
      default -> throw refused(name, value, "member, spare or remote");
    };
  }

  /** To be called when all that is known has been read. */
  void refuseUnknown() {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw new ConfigurationException(
            "There is no setting " + key + ". Allowed are " + String.join(", ", known) + ".");
      }
    }
  }

  private String required(String name, String allowed) {
    known.add(PREFIX + name);
    String value = values.get(PREFIX + name);
    if (value == null || value.isEmpty()) {
      throw new ConfigurationException(
          "The setting " + PREFIX + name + " is missing; it must be " + allowed + ".");
    }
    return value;
  }

  private static ConfigurationException refused(String name, String value, String allowed) {
    return new ConfigurationException(
        "The setting " + PREFIX + name + " must be " + allowed + ", not \"" + value + "\".");
  }
}
