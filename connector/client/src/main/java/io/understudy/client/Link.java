package io.understudy.client;

import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.wire.Addresses;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One attempt of a session to reach one instance, and the connection it becomes. All that may block
 * runs on threads apart: connecting, sending (a broker that is full holds its senders back), and
 * closing. What comes in waits here for the session's own thread.
 */
final class Link {
  /** Messages that wait for the session; at the bound the broker's flow control holds the rest. */
  private static final int INBOX_LIMIT = 64;

  /**
   * Messages that wait for the broker. The session's bound on what is outstanding is reached first,
   * unless callers give up what they have asked and ask again; then the connection is given up.
   */
  private static final int OUTBOX_LIMIT = 4096;

  /** How long the last words may take before the connection is closed on them. */
  private static final int LAST_WORDS_MILLIS = 200;

  private static final System.Logger LOG = System.getLogger(Link.class.getName());

  private final String address;
  private final Addresses queues;
  private final int timeoutMillis;
  private final Runnable signal;
  private final BlockingQueue<ServerMessage> inbox = new LinkedBlockingQueue<>(INBOX_LIMIT);

  /** Empty stands for the end. */
  private final BlockingQueue<Optional<ClientMessage>> outbox =
      new LinkedBlockingQueue<>(OUTBOX_LIMIT);

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile BrokerConnection connection;
  private volatile long heard = Long.MIN_VALUE;
  private volatile boolean abandoned;
  private volatile boolean lost;
  private volatile String failure = "";

  /**
   * @param signal run whenever there is something for the session; must not block
   */
  Link(String address, Addresses queues, int timeoutMillis, Runnable signal) {
    this.address = address;
    this.queues = queues;
    this.timeoutMillis = timeoutMillis;
    this.signal = signal;
  }

  /** Connects, and sends what there is to send until closed. */
  void run() {
    try (BrokerConnection made = connect()) {
      connection = made;
      signal.run();
      Optional<ClientMessage> next = outbox.take();
      while (next.isPresent()) {
        made.send(next.get());
        next = outbox.take();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      lose();
    } catch (Exception failed) { // as the broker's client declares it
      failure = failed.toString();
      LOG.log(System.Logger.Level.DEBUG, () -> "No connection to " + address + ": " + failure);
      lose();
    } finally {
      ended.countDown();
    }
  }

  private BrokerConnection connect() throws Exception {
    // An address that was learned from an instance may be malformed: then nobody is there either.
    HostAndPort broker = HostAndPort.parse(address);
    return new BrokerConnection(
        broker,
        queues,
        queues.requests(),
        BrokerConnection.REQUESTS_WINDOW_BYTES,
        timeoutMillis,
        this::take,
        this::lose);
  }

  /** Closes what there is, or what will be once it is made; to be called after abandon. */
  void close() {
    if (!outbox.offer(Optional.empty())) {
      outbox.clear();
      outbox.add(Optional.empty());
    }
    try {
      BrokerConnection made = connection;
      if (!ended.await(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS) && made != null) {
        made.close();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** From now on nothing is taken from it, and nothing put into it. */
  void abandon() {
    abandoned = true;
  }

  private void take(ServerMessage message) {
    heard = SessionLoop.now();
    try {
      while (!abandoned && !inbox.offer(message, 10, TimeUnit.MILLISECONDS)) {
        signal.run();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    signal.run();
  }

  private void lose() {
    lost = true;
    signal.run();
  }

  String address() {
    return address;
  }

  /** Name of the queue for answers; null until connected. */
  String replyTo() {
    BrokerConnection made = connection;
    return made == null ? null : made.replyTo();
  }

  /** The next message; null if there is none. */
  ServerMessage poll() {
    return inbox.poll();
  }

  /** It is not used for a while: what waits to be sent is for nobody. */
  void unload() {
    outbox.clear();
  }

  /** While it is not used, what may still come on it is for nobody. */
  void discard() {
    inbox.clear();
  }

  /** Whether something has come on it since then. */
  boolean isHeardSince(long then) {
    return heard >= then;
  }

  /** Whether the connection has failed, or could not be made. */
  boolean isLost() {
    return lost;
  }

  /** Why it was lost; empty if that is not known. */
  String failure() {
    return failure;
  }

  /** Sends, when its turn comes; a connection that cannot take it is lost. */
  void send(ClientMessage message) {
    if (!outbox.offer(Optional.of(message))) {
      lose();
    }
  }
}
