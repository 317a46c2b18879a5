package io.understudy.client;

import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.wire.Addresses;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQInterruptedException;

/**
 * One attempt of a session to reach one instance, and the connection it becomes. Opening and
 * closing block and run on a thread apart; what comes in waits here, within a bound, for the
 * session's own thread.
 */
final class Link {
  /** Messages that wait for the session; at the bound the broker's flow control holds the rest. */
  private static final int INBOX_LIMIT = 64;

  private static final System.Logger LOG = System.getLogger(Link.class.getName());

  private final String address;
  private final Addresses queues;
  private final int timeoutMillis;
  private final Runnable signal;
  private final BlockingQueue<ServerMessage> inbox = new LinkedBlockingQueue<>(INBOX_LIMIT);
  private BrokerConnection connection;
  private boolean abandoned;
  private volatile boolean lost;

  /**
   * @param signal run whenever there is something for the session; must not block
   */
  Link(String address, Addresses queues, int timeoutMillis, Runnable signal) {
    this.address = address;
    this.queues = queues;
    this.timeoutMillis = timeoutMillis;
    this.signal = signal;
  }

  /** Connects; blocks. */
  void open() {
    try {
      keep(
          new BrokerConnection(
              HostAndPort.parse(address), queues, timeoutMillis, this::take, this::lose));
    } catch (Exception failed) {
      LOG.log(System.Logger.Level.DEBUG, () -> "No connection to " + address + ": " + failed);
      lose();
    }
    signal.run();
  }

  private void keep(BrokerConnection opened) {
    synchronized (this) {
      if (!abandoned) {
        connection = opened;
        return;
      }
    }
    opened.close();
  }

  private void take(ServerMessage message) {
    try {
      while (!isAbandoned() && !inbox.offer(message, 10, TimeUnit.MILLISECONDS)) {
        signal.run();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    signal.run();
  }

  void lose() {
    lost = true;
    signal.run();
  }

  /** Closes what there is, or what will be once it is open; blocks. */
  void close() {
    BrokerConnection closing;
    synchronized (this) {
      abandoned = true;
      closing = connection;
      connection = null;
    }
    if (closing != null) {
      closing.close();
    }
  }

  /** From now on nothing is taken from it, and whatever hangs in it lets go. */
  synchronized void abandon() {
    abandoned = true;
  }

  private synchronized boolean isAbandoned() {
    return abandoned;
  }

  private synchronized BrokerConnection connection() {
    return connection;
  }

  /** Name of the queue for answers; null until connected. */
  String replyTo() {
    BrokerConnection open = connection();
    return open == null ? null : open.replyTo();
  }

  /** The next message; null if there is none. */
  ServerMessage poll() {
    return inbox.poll();
  }

  /** Whether the connection has failed, or could not be made. */
  boolean isLost() {
    return lost;
  }

  /** Sends; a connection that cannot is lost. */
  void send(ClientMessage message) {
    BrokerConnection open = connection();
    if (open == null || lost) {
      return;
    }
    try {
      open.send(message);
    } catch (ActiveMQException | ActiveMQInterruptedException failed) {
      LOG.log(System.Logger.Level.DEBUG, () -> "Lost the connection to " + address + ": " + failed);
      lose();
    }
  }
}
