package io.understudy.adapter;

import io.understudy.adapter.OperatorLog.Notice;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.wire.Addresses;
import io.understudy.wire.Wire;
import io.understudy.wire.WireException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientSession;

/**
 * Takes in what clients say, as long as the server runs; who gets it changes. While the one who
 * gets it is full, the rest stays in the broker, which holds the clients back.
 */
final class Intake implements AutoCloseable {
  private static final int WINDOW_BYTES = 1 << 20;

  private final Counters counters;
  private final OperatorLog log;
  private final Broker.InVmConnection connection;
  private volatile Target target;

  /** Who gets what clients say. */
  interface Target {
    /** May wait until there is room. */
    void take(ClientMessage message, int bytes) throws InterruptedException;
  }

  Intake(Broker broker, Addresses names, Target first, Counters counters, OperatorLog log)
      throws ActiveMQException {
    this.target = first;
    this.counters = counters;
    this.log = log;
    this.connection = broker.connect();
    // Each in a session of its own: who asks for the status does not wait behind requests.
    consume(names.requests());
    consume(names.status());
  }

  private void consume(String queue) throws ActiveMQException {
    ClientSession session = connection.factory().createSession(true, true, WINDOW_BYTES / 2);
    session.createConsumer(queue, null, WINDOW_BYTES, -1, false).setMessageHandler(this::arrived);
    session.start();
  }

  /** From now on it gets what comes. */
  void goTo(Target next) {
    target = next;
  }

  @Override
  public void close() {
    connection.close();
  }

  /**
   * A client with settings of its own may have even a small one kept in a file; one that is larger
   * than any message of the protocol would cost as much memory to read.
   */
  private static boolean isTooLong(
      org.apache.activemq.artemis.api.core.client.ClientMessage message) {
    return message.isLargeMessage()
        && Integer.toUnsignedLong(message.getBodySize()) > Broker.LARGE_MESSAGE;
  }

  private void arrived(org.apache.activemq.artemis.api.core.client.ClientMessage message) {
    try {
      if (isTooLong(message)) {
        message.acknowledge();
        log.notice(Notice.MALFORMED_MESSAGE, "A client's message is too long and was not read.");
        return;
      }
      byte[] body = Bodies.read(message);
      message.acknowledge(); // not before: one that the broker keeps in a file is gone then
      ClientMessage decoded = Wire.decodeClient(body);
      if (decoded instanceof ClientMessage.Requests) {
        counters.requestMessages.increment();
        counters.requestBytes.add(body.length);
      }
      target.take(decoded, body.length);
    } catch (WireException e) {
      log.notice(Notice.MALFORMED_MESSAGE, "A client's message makes no sense: " + e.getMessage());
    } catch (ActiveMQException e) {
      log.notice(Notice.MALFORMED_MESSAGE, "A client's message was lost: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
