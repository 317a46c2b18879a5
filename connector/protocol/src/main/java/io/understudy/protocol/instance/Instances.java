package io.understudy.protocol.instance;

import io.understudy.protocol.Moment;
import io.understudy.protocol.Purpose;
import io.understudy.protocol.Registration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * All instances of the service as this one knows them: what the arbiter has of each, and to which
 * others a connection is open.
 */
final class Instances {
  private final Set<String> connected = new HashSet<>();
  private final Map<String, Moment> left = new HashMap<>();
  private Map<String, Registration> registrations = Map.of();
  private Map<String, String> addresses = Map.of();
  private int members;

  /** Whether any address is another now. */
  boolean onRegistrations(Map<String, Registration> byInstance) {
    registrations = Map.copyOf(byInstance);
    Map<String, String> reached = new TreeMap<>();
    registrations.forEach(
        (name, registration) -> {
          if (!registration.isRemoved()) {
            reached.put(name, registration.address());
          }
        });
    members =
        (int)
            registrations.values().stream()
                .filter(each -> each.purpose() == Purpose.MEMBER)
                .count();
    boolean news = !reached.equals(addresses);
    addresses = Map.copyOf(reached);
    return news;
  }

  void onConnected(String instance) {
    connected.add(instance);
  }

  void onDisconnected(String instance) {
    connected.remove(instance);
  }

  Set<String> connected() {
    return connected;
  }

  /** Addresses of all that were not removed, by name. */
  Map<String, String> addresses() {
    return addresses;
  }

  /** All that ever were, those that the operator has taken away too. */
  Set<String> names() {
    return registrations.keySet();
  }

  /** What it is for; one that has not registered yet is taken for a member. */
  Purpose purpose(String instance) {
    Registration registration = registrations.get(instance);
    return registration == null ? Purpose.MEMBER : registration.purpose();
  }

  /**
   * How many backups the service is to have in sync; no end of them while nothing is known. A spare
   * that has become the primary stands for a member; a remote replica does not.
   */
  int backupsWanted(String primary) {
    int inOffice = purpose(primary) == Purpose.REMOTE ? 0 : 1;
    return registrations.isEmpty() ? Integer.MAX_VALUE : Math.max(0, members - inOffice);
  }

  /** It was the primary or in sync until now. */
  void onLeft(String instance, Moment now) {
    left.put(instance, now);
  }

  /** Whether it was the primary or in sync until so many milliseconds ago. */
  boolean hasJustLeft(String instance, long millis, Moment now) {
    return left.containsKey(instance) && now.since(left.get(instance)) < millis;
  }
}
