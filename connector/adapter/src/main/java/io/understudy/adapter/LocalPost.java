package io.understudy.adapter;

import io.understudy.protocol.message.LogMessage;
import io.understudy.wire.Addresses;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Consumer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * Puts messages into queues of this server's own broker, in order, without waiting for anything.
 * Used by one thread.
 */
final class LocalPost {
  /** The one priority of all: another would change the order of a queue. */
  private static final byte PRIORITY = 4;

  private final ActiveMQServer server;
  private final Addresses names;

  /**
   * Of what is sent in one context, nothing is delivered before all earlier in it is on disk. So
   * the log has one of its own: answers, which need no disk, do not wait for it.
   */
  private final OperationContext logContext;

  private final OperationContext replyContext;

  LocalPost(Broker broker, Addresses names) {
    this.server = broker.server();
    this.names = names;
    this.logContext = broker.newContext();
    this.replyContext = broker.newContext();
  }

  /** Appends to the intention log; it comes out of the queue once it is on disk. */
  void appendToLog(LogMessage message, byte[] body) throws ActiveMQException {
    CoreMessage written = message(SimpleString.of(names.log()), body, true);
    IntentionLogQueue.attach(message, written);
    route(written, logContext);
  }

  /**
   * Sends an answer to a client's queue. A client that leaves more unread than {@link
   * Broker#REPLY_LIMIT} is disconnected: its library asks again, and the server's memory is not its
   * to fill.
   *
   * @return false if the queue is gone, or is none that a client may name
   */
  boolean reply(String replyTo, byte[] body) throws ActiveMQException {
    SimpleString address = SimpleString.of(replyTo);
    Queue queue = server.locateQueue(address);
    if (queue == null || queue.isDurable() || isOwn(replyTo)) {
      return false;
    }
    if (queue.getPagingStore() != null
        && queue.getPagingStore().getAddressSize() + body.length > Broker.REPLY_LIMIT) {
      disconnectReaders(queue);
      return false;
    }
    route(message(address, body, false), replyContext);
    return true;
  }

  private boolean isOwn(String queue) {
    return queue.equals(names.log())
        || queue.equals(names.peers())
        || queue.equals(names.requests())
        || queue.equals(names.status());
  }

  private void disconnectReaders(Queue queue) {
    for (Consumer consumer : queue.getConsumers()) {
      if (consumer instanceof ServerConsumer reader) {
        RemotingConnection connection =
            server.getRemotingService().getConnection(reader.getConnectionID());
        if (connection != null) {
          connection.fail(new ActiveMQException("This client does not read its answers."));
        }
      }
    }
  }

  private CoreMessage message(SimpleString address, byte[] body, boolean durable) {
    CoreMessage message =
        new CoreMessage(server.getStorageManager().generateID(), body.length + 128);
    message.setAddress(address);
    message.setType(Message.BYTES_TYPE);
    message.setDurable(durable);
    message.setPriority(PRIORITY);
    message.getBodyBuffer().writeBytes(body);
    return message;
  }

  /** To its queue, and to who reads that: at once, or as soon as it is on disk. */
  private void route(CoreMessage message, OperationContext context) throws ActiveMQException {
    server.getStorageManager().setContext(context);
    try {
      server.getPostOffice().route(message, /* direct= */ true);
    } catch (Exception e) { // as the broker declares it
      throw Broker.failure("The broker did not take a message for " + message.getAddress(), e);
    } finally {
      server.getStorageManager().clearContext();
    }
  }
}
