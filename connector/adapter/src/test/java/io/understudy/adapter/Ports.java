package io.understudy.adapter;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports that nobody used a moment ago. */
final class Ports {
  private Ports() {}

  static HostAndPort unused() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new HostAndPort("127.0.0.1", socket.getLocalPort());
    }
  }
}
