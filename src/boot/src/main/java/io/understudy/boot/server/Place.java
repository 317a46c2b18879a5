package io.understudy.boot.server;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Where an instance listens, on loopback.
 *
 * @param name the instance's: a, b, ...
 * @param broker port of its broker, for clients and other instances
 * @param http port of its HTTP listener
 * @param advertised HOST:PORT at which clients and other instances reach its broker, where there is
 *     a forwarder or a translation of addresses between; null if they reach it where it listens
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Place(String name, int broker, int http, String advertised) {

  @JsonCreator
  public Place {}

  public Place(String name, int broker, int http) {
    this(name, broker, http, null);
  }

  /** Where its broker listens. */
  public String address() {
    return Ports.LOOPBACK + ":" + broker;
  }

  /** As clients are given it. */
  public String reachedAt() {
    return advertised != null ? advertised : address();
  }

  Place reachedAt(String address) {
    return new Place(name, broker, http, address);
  }
}
