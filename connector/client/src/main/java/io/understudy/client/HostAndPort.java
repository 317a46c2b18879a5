package io.understudy.client;

/**
 * Address of a broker.
 *
 * @param host name or address; an IPv6 address in brackets
 * @param port 1 to 65535
 */
record HostAndPort(String host, int port) {

  static HostAndPort parse(String address) {
    int colon = address.lastIndexOf(':');
    try {
      int port = Integer.parseInt(address.substring(colon + 1));
      if (colon > 0 && port >= 1 && port <= 65535) {
        return new HostAndPort(address.substring(0, colon), port);
      }
    } catch (NumberFormatException noPort) {
      throw malformed(address, noPort);
    }
    throw malformed(address, null);
  }

  private static IllegalArgumentException malformed(String address, Exception cause) {
    return new IllegalArgumentException(
        "The address of an instance is HOST:PORT, not \"" + address + "\".", cause);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
