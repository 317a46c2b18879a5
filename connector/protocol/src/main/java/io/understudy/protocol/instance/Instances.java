package io.understudy.protocol.instance;

import io.understudy.protocol.Registration;
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
  private Map<String, Registration> registrations = Map.of();
  private Map<String, String> addresses = Map.of();

  void onRegistrations(Map<String, Registration> byInstance) {
    registrations = Map.copyOf(byInstance);
    Map<String, String> reached = new TreeMap<>();
    registrations.forEach(
        (name, registration) -> {
          if (!registration.isRemoved()) {
            reached.put(name, registration.address());
          }
        });
    addresses = Map.copyOf(reached);
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

  /** Whether the operator has taken it away: it is to be waited for no more. */
  boolean isRemoved(String instance) {
    Registration registration = registrations.get(instance);
    return registration != null && registration.isRemoved();
  }
}
