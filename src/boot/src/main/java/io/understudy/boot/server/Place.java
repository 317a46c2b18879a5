package io.understudy.boot.server;

/**
 * Where an instance listens, on loopback.
 *
 * @param name the instance's: a, b, ...
 * @param broker port of its broker, for clients and other instances
 * @param http port of its HTTP listener
 */
public record Place(String name, int broker, int http) {

  /** As clients are given it. */
  public String address() {
    return Ports.LOOPBACK + ":" + broker;
  }
}
