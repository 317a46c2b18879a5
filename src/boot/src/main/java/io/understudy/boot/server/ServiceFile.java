package io.understudy.boot.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What service.json in a data directory says.
 *
 * @param format of the data directory
 * @param service the service's name
 * @param id tells this service from any other of the same name
 * @param arbiter addresses of the arbiter: host:port, several with commas between
 * @param arbiterPort port of an arbiter of the service's own; 0 where it uses the user's ensemble
 * @param founded whether the arbiter has been given the service's first record: never again after
 * @param instances its instances
 */
public record ServiceFile(
    int format,
    String service,
    String id,
    String arbiter,
    int arbiterPort,
    boolean founded,
    List<Place> instances) {

  static final int FORMAT = 1;
  static final String NAME = "service.json";

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** Instances of a service on one machine, at most. */
  public static final int MAX_INSTANCES = 9;

  public ServiceFile {
    instances = instances == null ? List.of() : List.copyOf(instances);
    if (instances.size() > MAX_INSTANCES) {
      throw new BootException("A service has at most " + MAX_INSTANCES + " instances.");
    }
    Set<String> names = new HashSet<>();
    Set<String> databases = new HashSet<>();
    for (Place place : instances) {
      if (!names.add(place.name())) {
        throw new BootException(
            "There is an instance %s already; if it does not run: ./understudy start %s"
                .formatted(place.name(), place.name()));
      }
      if (place.database() != null && !databases.add(place.database())) {
        throw new BootException(
            "Two instances cannot have the same database %s: each needs one of its own."
                .formatted(place.database()));
      }
    }
  }

  static ServiceFile read(Path file) {
    ServiceFile read;
    try {
      read = JSON.readValue(file.toFile(), ServiceFile.class);
    } catch (JsonProcessingException e) {
      throw new BootException(
          file + " is not readable as JSON: " + e.getOriginalMessage() + ".", e);
    } catch (IOException e) {
      throw new BootException(file + " cannot be read: " + e.getMessage() + ".", e);
    }
    if (read.format != FORMAT) {
      throw new BootException(
          "%s is of format %d, and this Understudy knows format %d only; nothing was changed."
              .formatted(file.getParent(), read.format, FORMAT));
    }
    if (read.service == null || read.id == null || read.arbiter == null) {
      throw new BootException(file + " lacks service, id or arbiter; nothing was changed.");
    }
    return read;
  }

  /** Replaces the file as a whole and surely: the ports and the id must outlive a power failure. */
  void write(Path file) {
    Path next = file.resolveSibling(NAME + ".new");
    try {
      Files.writeString(next, JSON.writeValueAsString(this) + "\n", StandardCharsets.UTF_8);
      try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new BootException(file + " cannot be written: " + e.getMessage() + ".", e);
    }
  }

  ServiceFile asFounded() {
    return new ServiceFile(format, service, id, arbiter, arbiterPort, true, instances);
  }

  /** These instances keep their databases from now on. */
  ServiceFile asSettled(Set<String> names) {
    return with(
        instances.stream()
            .map(place -> names.contains(place.name()) ? place.asSettled() : place)
            .toList());
  }

  /** How many are to be the primary or in sync. */
  int members() {
    return (int) instances.stream().filter(Place::isMember).count();
  }

  ServiceFile plus(Place place) {
    return with(Stream.concat(instances.stream(), Stream.of(place)).toList());
  }

  ServiceFile without(String name) {
    return with(instances.stream().filter(place -> !place.name().equals(name)).toList());
  }

  ServiceFile with(List<Place> more) {
    return new ServiceFile(format, service, id, arbiter, arbiterPort, founded, more);
  }

  /**
   * The same, reached through forwarders.
   *
   * @param brokers by instance, at which address clients and other instances reach its broker
   * @param arbiterAddress at which address the arbiter is reached
   */
  public ServiceFile reachedAt(Map<String, String> brokers, String arbiterAddress) {
    List<Place> places =
        instances.stream().map(place -> place.reachedAt(brokers.get(place.name()))).toList();
    return new ServiceFile(format, service, id, arbiterAddress, arbiterPort, founded, places);
  }

  public boolean hasOwnArbiter() {
    return arbiterPort != 0;
  }

  /** The place of that name. */
  public Place place(String name) {
    return instances.stream()
        .filter(place -> place.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BootException(
                    "There is no instance %s of service %s; there is %s."
                        .formatted(
                            name,
                            service,
                            String.join(", ", instances.stream().map(Place::name).toList()))));
  }
}
