package io.understudy.adapter;

import io.understudy.protocol.message.LogMessage;
import io.understudy.wire.Wire;
import io.understudy.wire.WireException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;

/**
 * Reads an instance's intention log from its broker. A message that comes out of the queue is on
 * disk; it stays in the log until it is trimmed, and comes out again, in the same order, when the
 * instance starts again.
 */
final class IntentionLogQueue implements AutoCloseable {
  private final Broker broker;
  private final String queue;
  private final Reader reader;
  private final Consumer<String> onUnreadable;
  private final Queue<Held> held = new ArrayDeque<>();
  private Broker.InVmConnection connection;
  private long handles;
  private boolean unreadable;

  private record Held(long handle, ClientMessage message) {}

  /** Who reads the log, in the order of the queue. */
  interface Reader {
    /**
     * May wait until there is room: the rest stays with the broker.
     *
     * @param handle ascends; what {@link #trim} names
     */
    void take(LogMessage message, long handle, int bytes) throws InterruptedException;
  }

  /**
   * @param onUnreadable told if a message makes no sense: then nothing after it is read
   */
  IntentionLogQueue(Broker broker, String queue, Reader reader, Consumer<String> onUnreadable) {
    this.broker = broker;
    this.queue = queue;
    this.reader = reader;
    this.onUnreadable = onUnreadable;
  }

  void open() throws ActiveMQException {
    connection = broker.connect();
    ClientSession session = connection.factory().createSession(true, true, 0);
    ClientConsumer consumer = session.createConsumer(queue, null, -1, -1, false);
    consumer.setMessageHandler(this::arrived);
    session.start();
  }

  /** Takes all messages up to and including this one off the log, in the background. */
  void trim(long handle) throws ActiveMQException {
    ClientMessage last = null;
    synchronized (held) {
      while (!held.isEmpty() && held.peek().handle <= handle) {
        last = held.remove().message;
      }
    }
    if (last != null) {
      last.acknowledge(); // cumulative: all before it in the queue too
    }
  }

  /** Messages that came out and are not trimmed. */
  int size() {
    synchronized (held) {
      return held.size();
    }
  }

  @Override
  public void close() {
    if (connection != null) {
      connection.close();
    }
  }

  private void arrived(ClientMessage message) {
    if (unreadable) {
      return;
    }
    try {
      byte[] body = Bodies.read(message);
      LogMessage decoded = Wire.decodeLog(body);
      long handle = ++handles;
      synchronized (held) {
        held.add(new Held(handle, message));
      }
      reader.take(decoded, handle, body.length);
    } catch (WireException e) {
      unreadable = true;
      onUnreadable.accept("The intention log holds a message that makes no sense: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
