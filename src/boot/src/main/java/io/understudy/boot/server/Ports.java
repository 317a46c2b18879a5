package io.understudy.boot.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** TCP ports on loopback. */
final class Ports {
  static final String LOOPBACK = "127.0.0.1";

  /** Below the range that systems take the ports of outgoing connections from. */
  private static final int LOWEST = 20_000;

  private static final int HIGHEST = 31_999;
  private static final int ATTEMPTS = 1_000;

  private final Random random = new Random();
  private final Set<Integer> given = new HashSet<>();

  /** A port that nothing listens on now, another one each time. */
  int free() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = LOWEST + random.nextInt(HIGHEST - LOWEST + 1);
      if (isFree(port) && given.add(port)) {
        return port;
      }
    }
    throw new BootException(
        "No free port found between " + LOWEST + " and " + HIGHEST + " on " + LOOPBACK + ".");
  }

  /**
   * Whether a server could listen there. To find out, the port is taken for a moment: not to be
   * asked while a process is about to listen there.
   */
  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // a connection that has just been closed does no harm
      socket.bind(new InetSocketAddress(InetAddress.getByName(LOOPBACK), port));
      return true;
    } catch (IOException inUse) {
      return false;
    }
  }

  /** Refuses a port that something listens on. */
  static void requireFree(int port, String whose, DataDirectory data) {
    if (!isFree(port)) {
      throw new BootException(
          "Port %d on %s, which is %s, is in use%s; nothing was started. End that process, or write another port into %s."
              .formatted(
                  port,
                  LOOPBACK,
                  whose,
                  PortOwner.of(port).map(owner -> " by " + owner).orElse(""),
                  data.path().resolve(ServiceFile.NAME)));
    }
  }
}
