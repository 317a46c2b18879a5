package io.understudy.adapter;

import io.understudy.protocol.message.ClientMessage;
import io.understudy.wire.Addresses;
import io.understudy.wire.Wire;
import org.apache.activemq.artemis.api.core.ActiveMQException;

/**
 * Takes in what clients say, as long as the server runs; who gets it changes. While the one who
 * gets it is full, the rest stays in the broker, which holds the clients back.
 */
final class Intake implements AutoCloseable {
  private final Counters counters;
  private final QueueReader requests;
  private final QueueReader status;
  private volatile Target target;

  /** Who gets what clients say. */
  interface Target {
    /** While false, requests stay with the broker, until {@code whenRoom} is run. */
    boolean hasRoom(Runnable whenRoom);

    /** The same for words of operators: what asks for the status, or gives an order. */
    boolean hasRoomForWords(Runnable whenRoom);

    /** Never waits. */
    void take(ClientMessage message, int bytes);
  }

  Intake(Broker broker, Addresses names, Target first, Counters counters, OperatorLog log)
      throws ActiveMQException {
    this.target = first;
    this.counters = counters;
    this.requests =
        new QueueReader(
            broker,
            names.requests(),
            new Inbox("a client", whenRoom -> target.hasRoom(whenRoom), this::arrived, log));
    // By itself: who asks for the status does not wait behind requests.
    this.status =
        new QueueReader(
            broker,
            names.status(),
            new Inbox(
                "an operator", whenRoom -> target.hasRoomForWords(whenRoom), this::arrived, log));
    requests.open();
    status.open();
  }

  /** From now on it gets what comes. */
  void goTo(Target next) {
    target = next;
  }

  @Override
  public void close() {
    requests.close();
    status.close();
  }

  private void arrived(byte[] body) {
    ClientMessage decoded = Wire.decodeClient(body);
    if (decoded instanceof ClientMessage.Requests) {
      counters.requestMessages.increment();
      counters.requestBytes.add(body.length);
    }
    target.take(decoded, body.length);
  }
}
