package io.understudy.client;

import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Connection;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.protocol.message.ServerMessage.Answer;
import io.understudy.protocol.message.ServerMessage.Reason;
import io.understudy.wire.Addresses;
import io.understudy.wire.Wire;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** A real broker, behind whose requests queue answers what would be an instance of a service. */
final class FakeInstance {
  /** Requests the broker keeps in memory, in bytes, before it holds clients back. */
  static final int REQUESTS_LIMIT = 2 << 20;

  private static final Addresses QUEUES = new Addresses("store");
  private static final String REPLIES = QUEUES.replies().replace("#", "");

  private final String name;
  private final int port;
  private final ServiceTable table;
  private final Map<String, String> addresses;
  private final Map<String, Connection> connections = new HashMap<>();
  private final Map<String, String> replyTo = new HashMap<>();
  private EmbeddedActiveMQ broker;
  private ServerLocator locator;
  private ClientSession session;
  private ClientProducer producer;
  private volatile boolean mute;
  private volatile int messages;
  private volatile int greeted;

  FakeInstance(String name, int port, ServiceTable table, Map<String, String> addresses) {
    this.name = name;
    this.port = port;
    this.table = table;
    this.addresses = addresses;
  }

  static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  void start() throws Exception {
    Configuration configuration =
        new ConfigurationImpl()
            .setPersistenceEnabled(false)
            .setSecurityEnabled(false)
            .setName(name)
            .addAddressSetting(
                QUEUES.requests(),
                new AddressSettings()
                    .setMaxSizeBytes(REQUESTS_LIMIT)
                    .setAddressFullMessagePolicy(AddressFullMessagePolicy.BLOCK))
            .addAcceptorConfiguration("clients", "tcp://" + address() + "?protocols=CORE")
            .addAcceptorConfiguration("here", "vm://" + port);
    broker = new EmbeddedActiveMQ();
    broker.setConfiguration(configuration);
    broker.start();
    locator = ActiveMQClient.createServerLocator("vm://" + port);
    locator.setMinLargeMessageSize(BrokerConnection.LARGE_MESSAGE_BYTES);
    session = locator.createSessionFactory().createSession(true, true);
    producer = session.createProducer();
    for (String queue : List.of(QUEUES.requests(), QUEUES.status())) {
      session.createQueue(
          QueueConfiguration.of(queue).setRoutingType(RoutingType.ANYCAST).setDurable(false));
      session.createConsumer(queue).setMessageHandler(this::take);
    }
    session.start();
  }

  /** Takes everything in and says nothing, like a machine that stands still. */
  void setMute(boolean silent) {
    mute = silent;
  }

  /** Takes nothing more in; it stays in the broker. */
  void pause() throws Exception {
    session.stop();
  }

  void resume() throws Exception {
    session.start();
  }

  /** Bytes of requests in the broker. */
  long waitingBytes() throws Exception {
    return broker
        .getActiveMQServer()
        .getPagingManager()
        .getPageStore(SimpleString.of(QUEUES.requests()))
        .getAddressSize();
  }

  /** Clients whose connection is open. */
  int greeted() {
    return greeted;
  }

  /** Queues for answers, of connections that have greeted and of those that have not. */
  Set<String> answerQueues() {
    return Arrays.stream(broker.getActiveMQServer().getActiveMQServerControl().getQueueNames())
        .filter(queue -> queue.startsWith(REPLIES))
        .collect(Collectors.toSet());
  }

  /** Queue for answers that a client has greeted with. */
  String replyTo(String client) {
    return replyTo.get(client);
  }

  /** Messages with requests so far. */
  int messages() {
    return messages;
  }

  private void take(org.apache.activemq.artemis.api.core.client.ClientMessage message) {
    byte[] bytes = new byte[message.getBodyBuffer().readableBytes()];
    message.getBodyBuffer().readBytes(bytes);
    try {
      message.acknowledge();
      ClientMessage decoded = Wire.decodeClient(bytes);
      if (decoded instanceof ClientMessage.Requests) {
        messages++;
      }
      if (!mute) {
        take(decoded);
      }
    } catch (ActiveMQException killed) {
      throw new IllegalStateException("Instance " + name + " was killed at work.", killed);
    }
  }

  private void take(ClientMessage message) throws ActiveMQException {
    if (message instanceof ClientMessage.StatusQuery query) {
      send(query.replyTo(), new ServerMessage.Status(Map.of("instance", name)));
    } else if (message instanceof ClientMessage.Hello hello) {
      greet(hello);
    } else if (message instanceof ClientMessage.Requests requests) {
      execute(requests);
    } else if (message instanceof ClientMessage.Recall recall) {
      answer(
          recall.connection(),
          List.of(table.recall(recall.connection().clientId(), recall.number())));
    } else if (message instanceof ClientMessage.Bye bye) {
      connections.remove(bye.connection().clientId());
    }
  }

  private void greet(ClientMessage.Hello hello) throws ActiveMQException {
    Connection connection = hello.connection();
    String client = connection.clientId();
    if (!table.primary().equals(name)) {
      goodbye(hello.replyTo(), connection, Reason.NOT_PRIMARY);
      return;
    }
    Connection before = connections.put(client, connection);
    if (before != null && before.session() != connection.session()) {
      goodbye(replyTo.get(client), before, Reason.SUPERSEDED);
    }
    replyTo.put(client, hello.replyTo());
    greeted = connections.size();
    send(
        hello.replyTo(),
        new ServerMessage.Welcome(
            connection.attempt(), table.epoch(), table.highest(client), 0, addresses));
  }

  private void goodbye(String to, Connection connection, Reason reason) throws ActiveMQException {
    send(
        to,
        new ServerMessage.Goodbye(
            connection.attempt(), table.epoch(), reason, table.primary(), addresses));
  }

  private void execute(ClientMessage.Requests requests) throws ActiveMQException {
    Connection connection = requests.connection();
    if (!connection.equals(connections.get(connection.clientId()))) {
      return;
    }
    if (!table.primary().equals(name)) {
      goodbye(replyTo.get(connection.clientId()), connection, Reason.NOT_PRIMARY);
      return;
    }
    List<Answer> answers = new ArrayList<>();
    for (ClientMessage.Request request : requests.requests()) {
      answers.add(0, table.execute(connection.clientId(), request));
    }
    answer(connection, answers);
  }

  private void answer(Connection connection, List<Answer> answers) throws ActiveMQException {
    send(
        replyTo.get(connection.clientId()),
        new ServerMessage.Responses(connection.attempt(), table.epoch(), answers));
  }

  private void send(String to, ServerMessage message) throws ActiveMQException {
    org.apache.activemq.artemis.api.core.client.ClientMessage sent =
        session.createMessage(Message.BYTES_TYPE, false);
    sent.getBodyBuffer().writeBytes(Wire.encode(message));
    producer.send(to, sent);
  }

  /** Ends as a broker does that is told to. */
  void stop() throws Exception {
    broker.stop();
    locator.close();
    broker = null;
    connections.clear();
  }

  /** Ends at once, as far as its clients see. */
  void kill() throws Exception {
    if (broker != null) {
      broker.getActiveMQServer().fail(false);
      locator.close();
      broker = null;
      connections.clear();
    }
  }
}
