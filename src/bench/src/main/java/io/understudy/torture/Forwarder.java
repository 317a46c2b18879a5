package io.understudy.torture;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * Stands before one server on loopback, and can lose or refuse what comes from one origin and not
 * from another: the network between them. Connections are bounded by what the servers and clients
 * of one run open.
 */
final class Forwarder implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int BACKLOG = 64;
  private static final int CONNECT_MILLIS = 2_000;

  private final InetSocketAddress target;
  private final Function<Socket, String> originOf;
  private final ServerSocket listener;
  private final List<Relay> relays = new CopyOnWriteArrayList<>();
  private final Map<String, Network> networks = new HashMap<>();

  /**
   * @param port where the server listens
   * @param originOf who has connected by a socket
   */
  Forwarder(int port, Function<Socket, String> originOf) throws IOException {
    target = new InetSocketAddress(LOOPBACK, port);
    this.originOf = originOf;
    listener = new ServerSocket(0, BACKLOG, InetAddress.getByName(LOOPBACK));
    Thread thread = new Thread(this::accept, "forwarder");
    thread.setDaemon(true);
    thread.start();
  }

  /** Where it listens, as HOST:PORT. */
  String address() {
    return LOOPBACK + ":" + listener.getLocalPort();
  }

  /** From now on the way from that origin is so, for connections that are there too. */
  synchronized void set(String origin, Network network) {
    networks.put(origin, network);
    for (Relay relay : relays) {
      if (relay.origin().equals(origin)) {
        obey(relay, network);
      }
    }
  }

  /** All ways are whole again. */
  synchronized void heal() {
    networks.clear();
    relays.forEach(relay -> relay.obey(Network.WHOLE));
  }

  private static void obey(Relay relay, Network network) {
    if (network == Network.REFUSED) {
      relay.close();
    } else {
      relay.obey(network);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket outside = listener.accept();
        Thread thread = new Thread(() -> connect(outside), "forwarder-connect");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket outside) {
    String origin = originOf.apply(outside);
    Socket inside = new Socket();
    try {
      inside.connect(target, CONNECT_MILLIS);
      begin(new Relay(origin, outside, inside));
    } catch (IOException nobodyListens) {
      close(outside);
      close(inside);
    }
  }

  private synchronized void begin(Relay relay) {
    relays.removeIf(old -> !old.isOpen());
    relays.add(relay);
    obey(relay, networks.getOrDefault(relay.origin(), Network.WHOLE));
    relay.start();
  }

  static void close(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException isClosed) {
      // there is nothing left to close
    }
  }

  @Override
  public void close() {
    close(listener);
    relays.forEach(Relay::close);
  }
}
