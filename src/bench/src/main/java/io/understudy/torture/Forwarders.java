package io.understudy.torture;

import io.understudy.boot.server.Place;
import io.understudy.boot.server.ServiceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The network of a service: a forwarder before each broker, and one before the arbiter. */
final class Forwarders implements AutoCloseable {
  /** Origin of what no instance has opened: clients, and the boot server. */
  static final String CLIENTS = "clients";

  private final Map<String, Forwarder> brokers;
  private final Forwarder arbiter;

  private Forwarders(Map<String, Forwarder> brokers, Forwarder arbiter) {
    this.brokers = brokers;
    this.arbiter = arbiter;
  }

  /**
   * @param originOf name of the instance that has connected by a socket, else {@link #CLIENTS}
   */
  static Forwarders before(ServiceFile service, Function<Socket, String> originOf) {
    Map<String, Forwarder> brokers = new TreeMap<>();
    try {
      for (Place place : service.instances()) {
        brokers.put(place.name(), new Forwarder(place.broker(), originOf));
      }
      return new Forwarders(brokers, new Forwarder(service.arbiterPort(), originOf));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> instances() {
    return List.copyOf(brokers.keySet());
  }

  /** By instance. */
  Map<String, String> brokerAddresses() {
    Map<String, String> addresses = new TreeMap<>();
    brokers.forEach((name, forwarder) -> addresses.put(name, forwarder.address()));
    return Collections.unmodifiableMap(addresses);
  }

  String arbiterAddress() {
    return arbiter.address();
  }

  /** How the way from an instance, or the clients, to an instance's broker is. */
  void set(String from, String to, Network network) {
    brokers.get(to).set(from, network);
  }

  /** Nothing that the instance says or is told arrives any more. */
  void isolate(String name) {
    for (String other : brokers.keySet()) {
      if (!other.equals(name)) {
        set(name, other, Network.LOST);
        set(other, name, Network.LOST);
      }
    }
    set(CLIENTS, name, Network.LOST);
    arbiter.set(name, Network.LOST);
  }

  /** What one instance sends to another does not arrive, by whichever connection; the rest does. */
  void loseWords(String from, String to) {
    set(from, to, Network.LOST_TOWARDS);
    set(to, from, Network.LOST_BACK);
  }

  /** Nothing arrives between two instances. */
  void part(String one, String other) {
    set(one, other, Network.LOST);
    set(other, one, Network.LOST);
  }

  /** Nothing arrives between the instances and the arbiter. */
  void loseArbiter() {
    brokers.keySet().forEach(name -> arbiter.set(name, Network.LOST));
  }

  /** All is whole again. */
  void heal() {
    brokers.values().forEach(Forwarder::heal);
    arbiter.heal();
  }

  @Override
  public void close() {
    brokers.values().forEach(Forwarder::close);
    arbiter.close();
  }
}
