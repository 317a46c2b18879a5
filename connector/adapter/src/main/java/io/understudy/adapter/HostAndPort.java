package io.understudy.adapter;

import java.util.Optional;

/**
 * Where a broker listens.
 *
 * @param host name or number of the host; an IPv6 number stands in brackets
 * @param port from 1 to 65535
 */
public record HostAndPort(String host, int port) {

  /** Empty if the text is not host:port. */
  static Optional<HostAndPort> parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1 || !text.substring(0, colon).matches("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]")) {
      return Optional.empty();
    }
    String digits = text.substring(colon + 1);
    if (!digits.matches("[0-9]{1,5}")) {
      return Optional.empty();
    }
    int port = Integer.parseInt(digits);
    return port >= 1 && port <= 65535
        ? Optional.of(new HostAndPort(text.substring(0, colon), port))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
