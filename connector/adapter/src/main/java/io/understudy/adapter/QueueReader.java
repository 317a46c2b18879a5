package io.understudy.adapter;

import java.util.List;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.server.Consumer;
import org.apache.activemq.artemis.core.server.HandleStatus;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;

/**
 * Reads one queue of this server's own broker, in order, on the broker's own threads: no connection
 * and no change of threads lies between the queue and who reads it.
 *
 * <p>While its sink has no room, messages stay in the queue, whose address has a bound of its own.
 */
final class QueueReader implements Consumer, AutoCloseable {
  private final Queue queue;
  private final long id;
  private final Sink sink;
  private final Runnable whenRoom;
  private volatile boolean closed;

  /** Where the messages go, one at a time; nothing here may wait. */
  interface Sink {
    /**
     * Whether it takes one more message. If not, it has {@code whenRoom} run when it does.
     *
     * @param whenRoom always the same for one reader
     */
    boolean hasRoom(Runnable whenRoom);

    /**
     * The reference is this sink's from now on: to be acknowledged, or put back.
     *
     * @return false if it takes nothing any more
     */
    default boolean accept(MessageReference reference) {
      return true;
    }

    /** After {@link #accept}, and no more than one at a time. */
    void take(MessageReference reference) throws ActiveMQException;

    /** The broker has given the reader up: nothing more comes. */
    void onFailed(Throwable cause);
  }

  QueueReader(Broker broker, String name, Sink sink) {
    this.queue = broker.queue(name);
    this.id = broker.server().getStorageManager().generateID();
    this.sink = sink;
    this.whenRoom = queue::deliverAsync;
  }

  /** From now on messages come, beginning with those that wait. */
  void open() throws ActiveMQException {
    try {
      queue.addConsumer(this);
    } catch (Exception e) { // as the broker declares it
      throw Broker.failure("The queue " + queue.getName() + " cannot be read", e);
    }
    queue.deliverAsync();
  }

  /**
   * The bytes of a message of any protocol.
   *
   * @throws ActiveMQException if it is larger than any message of Understudy: it is not read
   */
  static byte[] body(Message message) throws ActiveMQException {
    // One kept in a file, as a client with settings of its own may have it, is read whole.
    if (message.isLargeMessage() && message.getPersistentSize() > Broker.LARGE_MESSAGE) {
      throw new ActiveMQException("a message of " + message.getPersistentSize() + " bytes");
    }
    ActiveMQBuffer buffer = message.toCore().getReadOnlyBodyBuffer();
    byte[] body = new byte[buffer.readableBytes()];
    buffer.readBytes(body);
    return body;
  }

  @Override
  public HandleStatus handle(MessageReference reference) {
    if (closed || !sink.hasRoom(whenRoom) || !sink.accept(reference)) {
      return HandleStatus.BUSY;
    }
    reference.handled();
    return HandleStatus.HANDLED;
  }

  @Override
  public void proceedDeliver(MessageReference reference) throws ActiveMQException {
    sink.take(reference);
  }

  /** Nothing more is given to the sink, but for one that it is taking now. */
  @Override
  public void close() {
    closed = true;
    queue.removeConsumer(this);
  }

  @Override
  public void failed(Throwable cause) {
    close();
    sink.onFailed(cause);
  }

  @Override
  public void disconnect() {
    failed(new ActiveMQException("the broker has ended the reading of " + queue.getName()));
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public Filter getFilter() {
    return null;
  }

  @Override
  public List<MessageReference> getDeliveringMessages() {
    return List.of();
  }

  @Override
  public long sequentialID() {
    return id;
  }

  @Override
  public String debug() {
    return toString();
  }

  @Override
  public String toManagementString() {
    return toString();
  }

  @Override
  public String toString() {
    return "Understudy's reader of " + queue.getName();
  }
}
