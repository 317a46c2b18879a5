package io.understudy.container.service;

import io.understudy.protocol.Payload;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Connection;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.wire.Addresses;
import io.understudy.wire.Wire;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ServerLocator;

/** Speaks the protocol itself, and so can say what the client library never would. */
final class BareClient implements AutoCloseable {
  private static final Addresses QUEUES = new Addresses(ServiceSetUp.SERVICE);
  private static final long PATIENCE_MILLIS = 20_000;

  private final ServerLocator locator;
  private final ClientSession session;
  private final ClientProducer producer;
  private final String replyTo = QUEUES.reply(UUID.randomUUID());
  private final BlockingQueue<ServerMessage> received = new LinkedBlockingQueue<>();
  private final Connection connection;
  private long ordinal;

  /** Connects and says hello. */
  BareClient(String clientId) throws Exception {
    this(clientId, 1);
  }

  /**
   * @param attempt higher than that of an earlier connection of the same client
   */
  BareClient(String clientId, long attempt) throws Exception {
    connection = new Connection(clientId, 1, attempt);
    locator =
        ActiveMQClient.createServerLocator("tcp://" + ServiceSetUp.address())
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
    send(Wire.encode(new ClientMessage.Hello(connection, replyTo)));
  }

  /** Sends these bytes, whatever they are. */
  void send(byte[] bytes) throws ActiveMQException {
    var sent = session.createMessage(Message.BYTES_TYPE, false);
    sent.getBodyBuffer().writeBytes(bytes);
    producer.send(sent);
  }

  /** Sends a request under a number, in a message of its own. */
  void request(long number, String operation, String json) throws ActiveMQException {
    request(number, 0, operation, json);
  }

  /**
   * @param answered number up to which the client says it has the answers
   */
  void request(long number, long answered, String operation, String json) throws ActiveMQException {
    var request = new ClientMessage.Request(number, operation, Payload.of(json));
    send(
        Wire.encode(new ClientMessage.Requests(connection, ++ordinal, answered, List.of(request))));
  }

  /** The next message; fails if none comes. */
  ServerMessage receive() throws InterruptedException, TimeoutException {
    ServerMessage message = received.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    if (message == null) {
      throw new TimeoutException("The instance sends nothing.");
    }
    return message;
  }

  ServerMessage.Welcome receiveWelcome() throws Exception {
    return (ServerMessage.Welcome) receive();
  }

  /** The next answer to this number; answers to others are passed over. */
  ServerMessage.Answer receiveAnswer(long number) throws Exception {
    while (true) {
      if (receive() instanceof ServerMessage.Responses responses) {
        for (ServerMessage.Answer answer : responses.answers()) {
          if (answer.number() == number) {
            return answer;
          }
        }
      }
    }
  }

  /** The answer to a request of a number not in use. */
  ServerMessage.Answer ask(long number, String operation, String json) throws Exception {
    request(number, operation, json);
    return receiveAnswer(number);
  }

  @Override
  public void close() {
    locator.close();
  }
}
