package io.understudy.torture;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** One connection through a forwarder: two threads, one for each direction. */
final class Relay {
  private static final int BUFFER = 64 << 10;

  private final String origin;
  private final Socket inside;
  private final Socket outside;
  private final Gate towards = new Gate();
  private final Gate back = new Gate();

  /**
   * @param origin who connected
   * @param outside the connection of who connected
   * @param inside the connection to where it is forwarded
   */
  Relay(String origin, Socket outside, Socket inside) throws IOException {
    this.origin = origin;
    this.outside = outside;
    this.inside = inside;
    outside.setTcpNoDelay(true);
    inside.setTcpNoDelay(true);
  }

  String origin() {
    return origin;
  }

  void start() {
    pump(outside, inside, towards);
    pump(inside, outside, back);
  }

  /** From now on as the network is. */
  void obey(Network network) {
    set(towards, network.losesTowards());
    set(back, network.losesBack());
  }

  private static void set(Gate gate, boolean held) {
    if (held) {
      gate.hold();
    } else {
      gate.open();
    }
  }

  boolean isOpen() {
    return !outside.isClosed();
  }

  /** Closes it at both ends, which both notice. */
  void close() {
    towards.tear();
    back.tear();
    Forwarder.close(outside);
    Forwarder.close(inside);
  }

  private void pump(Socket from, Socket to, Gate gate) {
    Thread thread = new Thread(() -> run(from, to, gate), "relay");
    thread.setDaemon(true);
    thread.start();
  }

  /** One side's end is the end of both. */
  private void run(Socket from, Socket to, Gate gate) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        gate.await();
        out.write(buffer, 0, read);
      }
    } catch (IOException ended) {
      // the other side is told by the close below
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      // an end behind a gate that is held is not seen on the other side either
      awaitQuietly(gate);
      close();
    }
  }

  private static void awaitQuietly(Gate gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
