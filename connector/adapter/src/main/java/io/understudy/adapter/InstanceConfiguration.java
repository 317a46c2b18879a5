package io.understudy.adapter;

import io.understudy.protocol.Purpose;
import io.understudy.protocol.Registration;
import io.understudy.protocol.instance.Settings;
import io.understudy.wire.Addresses;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
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
    Settings usual = Settings.DEFAULT;
    int heartbeat = reader.number("heartbeat-ms", usual.heartbeatMillis(), 1, 60_000);
    int promise = reader.number("promise-ms", usual.promiseMillis(), 1, 600_000);
    int margin = reader.number("margin-ms", usual.marginMillis(), 1, 600_000);
    int detection = reader.number("detection-ms", usual.detectionMillis(), 1, 600_000);
    int pending = reader.number("max-pending", usual.maxPending(), 1, 1 << 20);
    int pendingBytes =
        reader.number("max-pending-bytes", usual.maxPendingBytes(), 1 << 16, 1 << 30);
    int group = reader.number("max-group", usual.maxGroup(), 1, 1 << 16);
    int checkpoint =
        reader.number(
            "max-checkpoint-bytes", usual.maxCheckpointBytes(), 1024, Broker.CHECKPOINT_LIMIT);
    int clients = reader.number("max-clients", usual.maxClients(), 1, 1 << 20);
    int request =
        reader.number("max-request-bytes", usual.maxRequestBytes(), 1, Broker.REQUEST_LIMIT);
    int inSync = reader.number("min-in-sync", usual.minInSync(), 0, 100);
    int retention =
        reader.number("retention-seconds", usual.retentionSeconds(), 1, Integer.MAX_VALUE);
    int operation = reader.number("operation-ms", usual.operationMillis(), 1, 86_400_000);
    int failures = reader.number("max-failures", usual.maxFailures(), 1, 1000);
    int spare = reader.number("spare-seconds", usual.spareSeconds(), 0, Integer.MAX_VALUE / 1000);
    int unacknowledged =
        reader.number("max-unacknowledged", usual.maxUnacknowledged(), 1, Integer.MAX_VALUE);
    int tableRows =
        reader.number("message-table-rows", usual.messageTableRows(), 1, Integer.MAX_VALUE);
    int tableMib =
        reader.number("message-table-mib", usual.messageTableMib(), 1, Integer.MAX_VALUE);
    int logRows =
        reader.number("operation-log-rows", usual.operationLogRows(), 1, Integer.MAX_VALUE);
    int logMib = reader.number("operation-log-mib", usual.operationLogMib(), 1, Integer.MAX_VALUE);
    int logSeconds =
        reader.number("operation-log-seconds", usual.operationLogSeconds(), 1, Integer.MAX_VALUE);
    int fuzzy = reader.number("fuzzy-copy", usual.fuzzyCopy(), 0, 1);
    try {
      return new Settings(
          heartbeat,
          promise,
          margin,
          detection,
          pending,
          pendingBytes,
          group,
          checkpoint,
          clients,
          request,
          inSync,
          retention,
          operation,
          failures,
          spare,
          unacknowledged,
          tableRows,
          tableMib,
          logRows,
          logMib,
          logSeconds,
          fuzzy);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(e.getMessage(), e);
    }
  }
}
