package io.understudy.adapter;

import io.understudy.adapter.Outbox.Outgoing;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnectorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;

/**
 * The connection to one other instance's broker: a thread that connects, sends what is in the
 * outbox, and connects again when it breaks. Nobody else ever waits for it.
 */
final class PeerLink implements Runnable {
  private static final long FIRST_BACKOFF_MILLIS = 50;
  private static final long LAST_BACKOFF_MILLIS = 1000;
  private static final int CONNECT_MILLIS = 1000;
  private static final int SILENCE_MILLIS = 2000;
  private static final int CHECK_MILLIS = 500;

  private final String instance;
  private final HostAndPort address;
  private final Listener listener;
  private final Outbox outbox;
  private final CountDownLatch closing = new CountDownLatch(1);

  /** The present connection's state: true from its making until its loss was told. */
  private volatile AtomicBoolean up = new AtomicBoolean();

  /** Who is told, on any thread, that a connection came or went: always by turns. */
  interface Listener {
    void onConnected(String instance);

    void onDisconnected(String instance);
  }

  PeerLink(String instance, HostAndPort address, Listener listener, long maxOutboxBytes) {
    this.instance = instance;
    this.address = address;
    this.listener = listener;
    this.outbox = new Outbox(maxOutboxBytes);
  }

  HostAndPort address() {
    return address;
  }

  boolean isUp() {
    return up.get();
  }

  void send(Outgoing word) {
    outbox.addWord(word);
  }

  /** False if so much is waiting that the connection was given up. */
  boolean checkpoint(Outgoing checkpoint) {
    if (outbox.addCheckpoint(checkpoint)) {
      return true;
    }
    lost(up);
    return false;
  }

  /** Ends it soon, and waits for nothing. */
  void close() {
    closing.countDown();
    lost(up);
  }

  @Override
  public void run() {
    long backoff = FIRST_BACKOFF_MILLIS;
    try {
      while (closing.getCount() > 0) {
        boolean wasUp = connection();
        backoff = wasUp ? FIRST_BACKOFF_MILLIS : Math.min(2 * backoff, LAST_BACKOFF_MILLIS);
        closing.await(backoff, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One connection, from its beginning to its end; whether there was one. */
  private boolean connection() throws InterruptedException {
    AtomicBoolean thisOne = new AtomicBoolean();
    try (ServerLocator locator = locator();
        ClientSessionFactory factory = locator.createSessionFactory()) {
      ClientSession session = factory.createSession(true, true, 0);
      // A listener of the connection itself would hear nothing of one that was cut.
      session.addFailureListener(new Broken(() -> lost(thisOne)));
      ClientProducer producer = session.createProducer();
      outbox.open();
      thisOne.set(true);
      up = thisOne;
      listener.onConnected(instance);
      if (closing.getCount() == 0) {
        return true;
      }
      pump(session, producer);
    } catch (ActiveMQException e) {
      // Not reached, or broken: who needs to know is told by the loss; it is tried again.
      return thisOne.get();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) { // as the locator declares it
      return thisOne.get();
    } finally {
      lost(thisOne);
    }
    return true;
  }

  private void pump(ClientSession session, ClientProducer producer)
      throws InterruptedException, ActiveMQException {
    for (Outgoing next = outbox.take(); next != null; next = outbox.take()) {
      ClientMessage message = session.createMessage(Message.BYTES_TYPE, next.durable());
      message.getBodyBuffer().writeBytes(next.body());
      producer.send(next.address(), message);
    }
  }

  /** Told once for each connection, by whoever notices first. */
  private void lost(AtomicBoolean connection) {
    if (connection.compareAndSet(true, false)) {
      outbox.shut();
      listener.onDisconnected(instance);
    }
  }

  private ServerLocator locator() {
    Map<String, Object> parameters =
        Map.of(
            TransportConstants.HOST_PROP_NAME,
            address.host(),
            TransportConstants.PORT_PROP_NAME,
            address.port(),
            TransportConstants.NETTY_CONNECT_TIMEOUT,
            CONNECT_MILLIS,
            TransportConstants.USE_EPOLL_PROP_NAME,
            false,
            TransportConstants.USE_KQUEUE_PROP_NAME,
            false,
            TransportConstants.REMOTING_THREADS_PROPNAME,
            1);
    return ActiveMQClient.createServerLocatorWithoutHA(
            new TransportConfiguration(NettyConnectorFactory.class.getName(), parameters))
        .setUseGlobalPools(false)
        .setThreadPoolMaxSize(2)
        .setScheduledThreadPoolMaxSize(1)
        .setFlowControlThreadPoolMaxSize(1)
        .setReconnectAttempts(0)
        .setInitialConnectAttempts(1)
        .setCallTimeout(SILENCE_MILLIS)
        .setConnectionTTL(SILENCE_MILLIS)
        .setClientFailureCheckPeriod(CHECK_MILLIS)
        .setProducerWindowSize(-1)
        .setMinLargeMessageSize(Broker.LARGE_MESSAGE)
        .setBlockOnDurableSend(false)
        .setBlockOnNonDurableSend(false);
  }
}
