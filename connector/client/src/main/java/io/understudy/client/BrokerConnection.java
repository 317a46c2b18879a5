package io.understudy.client;

import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.wire.Addresses;
import io.understudy.wire.Wire;
import io.understudy.wire.WireException;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQNonExistentQueueException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnectorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;

/**
 * A connection to the broker of one instance, with a temporary queue of its own for answers. It is
 * not made again when it breaks: finding another instance is the session's work, and must not wait
 * for the broker's own recovery.
 */
final class BrokerConnection implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(BrokerConnection.class.getName());

  /** Above the largest message either side sends, so that none is cut into pieces. */
  static final int LARGE_MESSAGE_BYTES = 4 << 20;

  /** What a broker that is full lets a client send at most; the client is held back then. */
  static final int REQUESTS_WINDOW_BYTES = 512 << 10;

  /** Never held back, even where the disk is full: for a short word that is to get through. */
  static final int NO_WINDOW = -1;

  private static final int ANSWERS_WINDOW_BYTES = 1 << 20;

  /** How long closing waits for a handler that is just taking a message. */
  private static final int CLOSE_MILLIS = 100;

  private final ServerLocator locator;
  private final ClientSession session;
  private final ClientProducer requests;
  private final String replyTo;

  /**
   * Connects, within about the time given.
   *
   * @param target the queue it sends to
   * @param windowBytes {@link #REQUESTS_WINDOW_BYTES} or {@link #NO_WINDOW}
   * @param messages gets what comes, on one thread; may hold it up
   * @param lost run once the connection has failed; must not block
   */
  BrokerConnection(
      HostAndPort address,
      Addresses queues,
      String target,
      int windowBytes,
      int timeoutMillis,
      Consumer<ServerMessage> messages,
      Runnable lost)
      throws Exception {
    locator = locator(address, windowBytes, timeoutMillis);
    try {
      session = locator.createSessionFactory().createSession(false, true, true, true);
      session.addFailureListener(new LossListener(lost));
      SimpleString service = SimpleString.of(target);
      if (!session.queueQuery(service).isExists()) {
        throw new ActiveMQNonExistentQueueException(
            "There is no instance of " + queues.service() + " at " + address + ".");
      }
      replyTo = queues.reply(UUID.randomUUID());
      session.createQueue(
          QueueConfiguration.of(replyTo)
              .setRoutingType(RoutingType.ANYCAST)
              .setDurable(false)
              .setTemporary(true));
      session.createConsumer(replyTo).setMessageHandler(message -> take(message, messages, lost));
      requests = session.createProducer(service);
      session.start();
    } catch (Exception failed) {
      locator.close();
      throw failed;
    }
  }

  private static ServerLocator locator(HostAndPort address, int windowBytes, int timeoutMillis) {
    TransportConfiguration transport =
        new TransportConfiguration(
            NettyConnectorFactory.class.getName(),
            Map.of(
                TransportConstants.HOST_PROP_NAME,
                address.host(),
                TransportConstants.PORT_PROP_NAME,
                address.port(),
                TransportConstants.NETTY_CONNECT_TIMEOUT,
                timeoutMillis));
    return ActiveMQClient.createServerLocatorWithoutHA(transport)
        .setInitialConnectAttempts(1)
        .setReconnectAttempts(0)
        .setUseTopologyForLoadBalancing(false)
        .setCallTimeout(timeoutMillis)
        .setBlockOnNonDurableSend(false)
        .setProducerWindowSize(windowBytes)
        .setConsumerWindowSize(ANSWERS_WINDOW_BYTES)
        .setMinLargeMessageSize(LARGE_MESSAGE_BYTES)
        .setOnMessageCloseTimeout(CLOSE_MILLIS);
  }

  private static void take(
      org.apache.activemq.artemis.api.core.client.ClientMessage message,
      Consumer<ServerMessage> messages,
      Runnable lost) {
    ServerMessage read;
    try {
      read = Wire.decodeServer(body(message));
    } catch (WireException malformed) {
      // Another format, or not from an instance at all: nothing on this connection can be trusted.
      LOG.log(System.Logger.Level.WARNING, "Unreadable message from an instance.", malformed);
      lost.run();
      return;
    }
    messages.accept(read);
  }

  private static byte[] body(org.apache.activemq.artemis.api.core.client.ClientMessage message) {
    ActiveMQBuffer buffer = message.getBodyBuffer();
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.readBytes(bytes);
    return bytes;
  }

  /** Name of the queue for answers. */
  String replyTo() {
    return replyTo;
  }

  /** Blocks while the broker holds its senders back, if there is a window. */
  void send(ClientMessage message) throws ActiveMQException {
    byte[] bytes = Wire.encode(message);
    org.apache.activemq.artemis.api.core.client.ClientMessage sent =
        session.createMessage(Message.BYTES_TYPE, false);
    sent.getBodyBuffer().writeBytes(bytes);
    requests.send(sent);
  }

  @Override
  public void close() {
    locator.close();
  }
}
