package io.understudy.boot.server;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * What a user wants a service to be.
 *
 * @param backups instances besides the first; empty to leave it as it is (a new service gets one)
 * @param arbiter addresses of the user's own ensemble; empty for an arbiter of the service's own,
 *     or to leave it as it is
 * @param databases by instance, databases of the user's; the others have an H2 file of their own,
 *     or what they have already
 */
public record Founding(
    Optional<Integer> backups, Optional<String> arbiter, Map<String, UserDatabase> databases) {
  /** The service that is built in. */
  public static final String SERVICE = "store";

  private static final int MAX_BACKUPS = ServiceFile.MAX_INSTANCES - 1;

  public Founding {
    backups.ifPresent(
        number -> {
          if (number < 0 || number > MAX_BACKUPS) {
            throw new BootException(
                "--backups must be from 0 to " + MAX_BACKUPS + ", not " + number + ".");
          }
        });
    arbiter.ifPresent(Founding::check);
  }

  /** Each instance with an H2 file of its own. */
  public Founding(Optional<Integer> backups, Optional<String> arbiter) {
    this(backups, arbiter, Map.of());
  }

  /** A primary and a backup, and an arbiter of their own. */
  public static Founding pair() {
    return new Founding(Optional.of(1), Optional.empty());
  }

  /** One instance alone, and an arbiter of its own. */
  public static Founding single() {
    return new Founding(Optional.of(0), Optional.empty());
  }

  private static void check(String addresses) {
    for (String address : addresses.split(",", -1)) {
      if (!address.matches("[^:\\s]+:\\d{1,5}")) {
        throw new BootException(
            "--arbiter takes host:port, several with commas between, not \"" + addresses + "\".");
      }
    }
  }

  /** A new service. */
  ServiceFile found() {
    Ports ports = new Ports();
    int arbiterPort = arbiter.isPresent() ? 0 : ports.free();
    return new ServiceFile(
        ServiceFile.FORMAT,
        SERVICE,
        UUID.randomUUID().toString(),
        arbiter.orElse(Ports.LOOPBACK + ":" + arbiterPort),
        arbiterPort,
        false,
        withDatabases(places(List.of(), 1 + backups.orElse(1), name -> false, ports)));
  }

  /** Another service, or one of fewer instances, is refused; more instances are added. */
  ServiceFile adapt(ServiceFile present, DataDirectory data) {
    if (!present.service().equals(SERVICE)) {
      throw new BootException(
          "%s holds data of the service %s, not of %s; nothing was changed."
              .formatted(data.path(), present.service(), SERVICE));
    }
    if (arbiter.isPresent() && !arbiter.get().equals(present.arbiter())) {
      throw new BootException(
          "The service in %s has its record at the arbiter %s; it cannot go to another one."
              .formatted(data.path(), present.arbiter()));
    }
    int wanted = backups.map(number -> number + 1).orElse(present.members());
    if (wanted < present.members()) {
      throw new BootException(
          "The service in %s has %d backups; --backups cannot take any away: ./understudy remove NAME"
              .formatted(data.path(), present.members() - 1));
    }
    return present.with(
        withDatabases(
            places(
                present.instances(),
                wanted - present.members(),
                name -> Files.exists(data.instance(name)),
                new Ports())));
  }

  private List<Place> withDatabases(List<Place> places) {
    List<String> names = places.stream().map(Place::name).toList();
    for (String name : databases.keySet()) {
      if (!names.contains(name)) {
        throw new BootException(
            "--database names an instance %s; the service has %s."
                .formatted(name, String.join(", ", names)));
      }
    }
    return places.stream()
        .map(
            place ->
                databases.containsKey(place.name()) ? place.on(databases.get(place.name())) : place)
        .toList();
  }

  /**
   * @param taken whether there is something in the data directory that has a name
   */
  private static List<Place> places(
      List<Place> present, int more, Predicate<String> taken, Ports ports) {
    Set<String> names = new HashSet<>(present.stream().map(Place::name).toList());
    List<Place> places = new ArrayList<>(present);
    for (char letter = 'a'; places.size() < present.size() + more; letter++) {
      String name = String.valueOf(letter);
      if (letter > 'z') {
        throw new BootException(
            "All names from a to z are taken: ./understudy add NAME takes any other.");
      }
      if (!names.contains(name) && !taken.test(name)) {
        places.add(new Place(name, ports.free(), ports.free()));
      }
    }
    return places;
  }
}
