package io.understudy.wire;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Names of a service's queues on the broker of each server that holds an instance of it; each name
 * stands for the address and for the one queue on it.
 *
 * @param service name of the service: 1 to 64 letters, digits, hyphens and underscores
 */
public record Addresses(String service) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  public Addresses {
    if (!NAME.matcher(service).matches()) {
      throw new IllegalArgumentException(
          "The name of a service is 1 to 64 letters, digits, hyphens and underscores, not \""
              + service
              + "\".");
    }
  }

  /** The durable intention log. */
  public String log() {
    return name("log");
  }

  /** What other instances tell this one; not durable. */
  public String peers() {
    return name("peers");
  }

  /** What clients tell this instance; not durable. */
  public String requests() {
    return name("requests");
  }

  /** Who asks how this instance is: apart, so that it is answered when requests are held back. */
  public String status() {
    return name("status");
  }

  /** One client connection's own temporary queue for answers. */
  public String reply(UUID connection) {
    return name("reply." + connection);
  }

  /** Matches the temporary queues of all clients, in the broker's wildcard syntax. */
  public String replies() {
    return name("reply.#");
  }

  private String name(String queue) {
    return "understudy." + service + "." + queue;
  }
}
