package io.understudy.adapter;

import io.understudy.protocol.Purpose;
import io.understudy.protocol.Registration;
import io.understudy.protocol.instance.Setting;
import io.understudy.protocol.instance.Settings;
import io.understudy.wire.Addresses;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What an operator says of an instance, read from a properties file. Whatever is not understood is
 * refused: a misspelt setting that is ignored would be found out only when it is needed.
 *
 * @param service name of the service
 * @param serviceId random number given to the service when it was made
 * @param instance name of this instance
 * @param data directory of its broker's journal and of its database
 * @param address where its broker listens
 * @param advertised where clients and other instances reach that broker: the same, unless there is
 *     a forwarder or a translation of addresses between
 * @param purpose what it is for
 * @param arbiter host:port of the arbiter's servers, separated by commas
 * @param settings of the protocol
 */
public record InstanceConfiguration(
    String service,
    UUID serviceId,
    String instance,
    Path data,
    HostAndPort address,
    HostAndPort advertised,
    Purpose purpose,
    String arbiter,
    Settings settings) {

  /** System property that names the file. */
  public static final String FILE_PROPERTY = "understudy.config";

  /** Queue names of the service. */
  public Addresses addresses() {
    return new Addresses(service);
  }

  /** As it says where it is. */
  Registration registration() {
    return new Registration(advertised.toString(), purpose);
  }

  /** The file that the system property names. */
  public static InstanceConfiguration fromSystem() {
    String file = System.getProperty(FILE_PROPERTY);
    if (file == null || file.isBlank()) {
      throw new ConfigurationException(
          "The system property " + FILE_PROPERTY + " must name the instance's properties file.");
    }
    return read(Path.of(file));
  }

  public static InstanceConfiguration read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigurationException(
          "The properties file " + file.toAbsolutePath() + " cannot be read: " + e, e);
    }
    Map<String, String> values = new TreeMap<>();
    properties.forEach((key, value) -> values.put((String) key, ((String) value).strip()));
    try {
      return parse(values);
    } catch (ConfigurationException e) {
      throw new ConfigurationException(e.getMessage() + " (in " + file.toAbsolutePath() + ")", e);
    }
  }

  static InstanceConfiguration parse(Map<String, String> values) {
    SettingReader reader = new SettingReader(values);
    HostAndPort address = reader.address("address");
    InstanceConfiguration read =
        new InstanceConfiguration(
            reader.matching("service", "[A-Za-z0-9_-]{1,64}", "1 to 64 letters, digits, _ and -"),
            reader.uuid("service.id"),
            reader.matching("instance", "[A-Za-z0-9_-]{1,64}", "1 to 64 letters, digits, _ and -"),
            reader.path("data"),
            address,
            reader.address("advertised-address", address),
            reader.purpose("purpose"),
            reader.addressList("arbiter"),
            settings(reader));
    reader.refuseUnknown();
    return read;
  }

  private static Settings settings(SettingReader reader) {
    Map<Setting, Integer> given = new EnumMap<>(Setting.class);
    try {
      for (Setting setting : Setting.values()) {
        reader.number(setting).ifPresent(value -> given.put(setting, value));
      }
      return Settings.of(given);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(e.getMessage(), e);
    }
  }
}
