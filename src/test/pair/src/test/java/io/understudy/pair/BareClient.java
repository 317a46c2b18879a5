package io.understudy.pair;

import io.understudy.protocol.Payload;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Connection;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.wire.Addresses;
import io.understudy.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ServerLocator;

/** Speaks the protocol itself, so that it can send a request again whenever it likes. */
final class BareClient implements AutoCloseable {
  private static final Addresses QUEUES = new Addresses("store");
  private static final long PATIENCE_MILLIS = 20_000;

  private final ServerLocator locator;
  private final ClientSession session;
  private final ClientProducer producer;
  private final String replyTo = QUEUES.reply(UUID.randomUUID());
  private final BlockingQueue<ServerMessage> received = new LinkedBlockingQueue<>();
  private final List<ServerMessage.Answer> answers = new ArrayList<>();
  private final Connection connection;
  private long ordinal;

  /**
   * @param attempt higher than that of an earlier connection of the same client
   */
  BareClient(String address, String clientId, long attempt) throws Exception {
    connection = new Connection(clientId, 1, attempt);
    locator =
        ActiveMQClient.createServerLocator("tcp://" + address)
            .setReconnectAttempts(0)
            .setInitialConnectAttempts(1);
    session = locator.createSessionFactory().createSession(false, true, true, true);
    session.createQueue(
        QueueConfiguration.of(replyTo)
            .setRoutingType(RoutingType.ANYCAST)
            .setDurable(false)
            .setTemporary(true));
    session
        .createConsumer(replyTo)
        .setMessageHandler(
            message -> {
              byte[] bytes = new byte[message.getBodyBuffer().readableBytes()];
              message.getBodyBuffer().readBytes(bytes);
              received.add(Wire.decodeServer(bytes));
            });
    producer = session.createProducer(QUEUES.requests());
    session.start();
    greet();
  }

  /** Says hello; again, it is heard after all that was sent before. */
  void greet() throws Exception {
    send(new ClientMessage.Hello(connection, replyTo));
  }

  private void send(ClientMessage message) throws Exception {
    var sent = session.createMessage(Message.BYTES_TYPE, false);
    sent.getBodyBuffer().writeBytes(Wire.encode(message));
    producer.send(sent);
  }

  /** The next message; fails if none comes. */
  ServerMessage receive() throws Exception {
    ServerMessage message = received.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    if (message == null) {
      throw new TimeoutException("The instance sends nothing.");
    }
    return message;
  }

  ServerMessage.Welcome receiveWelcome() throws Exception {
    return (ServerMessage.Welcome) receive();
  }

  /** Waits until it is sent away; answers that come before are kept. */
  ServerMessage.Goodbye receiveGoodbye() throws Exception {
    while (true) {
      ServerMessage message = receive();
      if (message instanceof ServerMessage.Goodbye goodbye) {
        return goodbye;
      }
      if (message instanceof ServerMessage.Responses responses) {
        answers.addAll(responses.answers());
      }
    }
  }

  /** The next answer to this number; answers to others, which may share its message, are kept. */
  ServerMessage.Answer receiveAnswer(long number) throws Exception {
    while (true) {
      for (ServerMessage.Answer answer : answers) {
        if (answer.number() == number) {
          answers.remove(answer);
          return answer;
        }
      }
      if (receive() instanceof ServerMessage.Responses responses) {
        answers.addAll(responses.answers());
      }
    }
  }

  /** An answer to this number that has come or comes in so many milliseconds; empty if none. */
  Optional<ServerMessage.Answer> answerWithin(long number, long millis) throws Exception {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (true) {
      for (ServerMessage.Answer answer : answers) {
        if (answer.number() == number) {
          return Optional.of(answer);
        }
      }
      ServerMessage message = received.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (message == null) {
        return Optional.empty();
      }
      if (message instanceof ServerMessage.Responses responses) {
        answers.addAll(responses.answers());
      }
    }
  }

  /** Sends a request under a number, in a message of its own. */
  void request(long number, String operation, String json) throws Exception {
    ClientMessage.Request request = new ClientMessage.Request(number, operation, Payload.of(json));
    send(new ClientMessage.Requests(connection, ++ordinal, 0, List.of(request)));
  }

  @Override
  public void close() {
    locator.close();
  }
}
