package io.understudy.adapter;

import io.understudy.protocol.message.LogMessage;
import io.understudy.wire.Wire;
import io.understudy.wire.WireException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;

/**
 * Reads an instance's intention log from its broker. A message that comes out of the queue is on
 * disk; it stays in the log until it is trimmed, and comes out again, in the same order, when the
 * instance starts again.
 */
final class IntentionLogQueue implements QueueReader.Sink, AutoCloseable {
  private final QueueReader queue;
  private final Predicate<Runnable> room;
  private final Reader reader;
  private final StorageManager storage;
  private final OperationContext trimContext;
  private final Consumer<String> onUnreadable;
  private final Queue<Held> held = new ArrayDeque<>();
  private long handles;
  private boolean closed;
  private boolean unreadable;

  private record Held(long handle, MessageReference reference) {}

  /** Who reads the log, in the order of the queue. */
  interface Reader {
    /**
     * Never waits.
     *
     * @param handle ascends; what {@link #trim} names
     */
    void take(LogMessage message, long handle, int bytes);
  }

  /**
   * @param room see {@link QueueReader.Sink#hasRoom}
   * @param onUnreadable told if a message makes no sense: then nothing after it is read
   */
  IntentionLogQueue(
      Broker broker,
      String name,
      Predicate<Runnable> room,
      Reader reader,
      Consumer<String> onUnreadable) {
    this.queue = new QueueReader(broker, name, this);
    this.room = room;
    this.reader = reader;
    this.storage = broker.server().getStorageManager();
    this.trimContext = broker.newContext();
    this.onUnreadable = onUnreadable;
  }

  void open() throws ActiveMQException {
    queue.open();
  }

  /**
   * Lets the reader of a message have it as it was when it was sent, and so need not decode it. Not
   * kept on disk.
   */
  static void attach(LogMessage decoded, Message message) {
    message.setUserContext(LogMessage.class, decoded);
  }

  /**
   * Takes all messages up to and including this one off the log, in the background: all of them or
   * none.
   */
  void trim(long handle) throws ActiveMQException {
    List<MessageReference> trimmed = new ArrayList<>();
    synchronized (held) {
      while (!held.isEmpty() && held.peek().handle <= handle) {
        trimmed.add(held.remove().reference);
      }
    }
    if (trimmed.isEmpty()) {
      return;
    }
    storage.setContext(trimContext);
    try {
      Transaction transaction = new TransactionImpl(storage);
      for (MessageReference reference : trimmed) {
        reference.acknowledge(transaction);
      }
      transaction.commit();
    } catch (Exception e) { // as the broker declares it
      throw Broker.failure("The intention log was not trimmed", e);
    } finally {
      storage.clearContext();
    }
  }

  /** Messages that came out and are not trimmed. */
  int size() {
    synchronized (held) {
      return held.size();
    }
  }

  /** What was not trimmed goes back into the queue, in its order. */
  @Override
  public void close() throws ActiveMQException {
    queue.close();
    Transaction none = new TransactionImpl(storage);
    synchronized (held) {
      closed = true;
      held.forEach(
          each -> each.reference.getQueue().cancel(none, each.reference, /* redeliver= */ true));
      held.clear();
    }
    try {
      none.rollback();
    } catch (Exception e) { // as the broker declares it
      throw Broker.failure("The intention log was not put back", e);
    }
  }

  @Override
  public boolean hasRoom(Runnable whenRoom) {
    return room.test(whenRoom);
  }

  @Override
  public boolean accept(MessageReference reference) {
    synchronized (held) {
      if (!closed) {
        held.add(new Held(++handles, reference));
      }
      return !closed;
    }
  }

  @Override
  public void take(MessageReference reference) throws ActiveMQException {
    if (unreadable) {
      return;
    }
    Message message = reference.getMessage();
    try {
      LogMessage decoded = (LogMessage) message.getUserContext(LogMessage.class);
      if (decoded == null) {
        decoded = Wire.decodeLog(QueueReader.body(message));
      } else {
        attach(null, message); // the log holds the bytes, and need not hold this as well
      }
      reader.take(decoded, handles, message.toCore().getBodyBufferSize());
    } catch (ActiveMQException | WireException e) {
      unreadable = true;
      onUnreadable.accept("The intention log holds a message that makes no sense: " + e);
    }
  }

  @Override
  public void onFailed(Throwable cause) {
    onUnreadable.accept("The intention log is read no more: " + cause);
  }
}
