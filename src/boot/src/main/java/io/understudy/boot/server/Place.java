package io.understudy.boot.server;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.understudy.protocol.Purpose;
import io.understudy.protocol.Registration;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where an instance listens, on loopback, and where its data is.
 *
 * @param name the instance's: a, b, ..., or what the user has called it
 * @param broker port of its broker, for clients and other instances
 * @param http port of its HTTP listener
 * @param advertised HOST:PORT at which clients and other instances reach its broker, where there is
 *     a forwarder or a translation of addresses between; null if they reach it where it listens
 * @param database JDBC URL of the user's database that it has, without user and password; null for
 *     an H2 file in its directory
 * @param settled whether it has been the primary, or in sync: from then on it keeps its database
 * @param purpose what it is for
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Place(
    String name,
    int broker,
    int http,
    String advertised,
    String database,
    boolean settled,
    Purpose purpose) {

  /** An instance's directory stands beside that of the arbiter. */
  private static final Set<String> TAKEN = Set.of("arbiter");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

  @JsonCreator
  public Place {
    if (name == null || !NAME.matcher(name).matches() || TAKEN.contains(name)) {
      throw new BootException(
          "An instance cannot be called \"%s\": a name has 1 to 64 letters, digits, hyphens and underscores, begins with a letter or digit, and is not \"arbiter\"."
              .formatted(name));
    }
    purpose = purpose == null ? Purpose.MEMBER : purpose;
  }

  public Place(String name, int broker, int http) {
    this(name, broker, http, null, null, false, Purpose.MEMBER);
  }

  /** Where its broker listens. */
  public String address() {
    return Ports.LOOPBACK + ":" + broker;
  }

  /** As clients are given it. */
  public String reachedAt() {
    return advertised != null ? advertised : address();
  }

  /** As it says itself where it is. */
  Registration registration() {
    return new Registration(reachedAt(), purpose);
  }

  Place reachedAt(String address) {
    return new Place(name, broker, http, address, database, settled, purpose);
  }

  /**
   * The same with a database of the user's.
   *
   * @throws BootException if it has data in another one: the rest of its data, its log, is of that
   */
  Place on(UserDatabase other) {
    if (settled && !other.url().equals(database)) {
      throw new BootException(
          "Instance %s has its data in %s and keeps it; nothing was changed."
              .formatted(name, database == null ? "an H2 file in its directory" : database));
    }
    return new Place(name, broker, http, advertised, other.url(), settled, purpose);
  }

  Place asSettled() {
    return new Place(name, broker, http, advertised, database, true, purpose);
  }

  Place with(Purpose other) {
    return new Place(name, broker, http, advertised, database, settled, other);
  }

  /** Whether it is to be the primary or in sync. */
  boolean isMember() {
    return purpose == Purpose.MEMBER;
  }
}
