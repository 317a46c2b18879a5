package io.understudy.adapter;

import io.understudy.adapter.OperatorLog.Notice;
import io.understudy.protocol.message.PeerMessage;
import io.understudy.wire.Wire;
import io.understudy.wire.WireException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;

/** Takes in what other instances say. */
final class PeerInbox implements AutoCloseable {
  private static final int WINDOW_BYTES = 1 << 20;

  private final Mailbox mailbox;
  private final OperatorLog log;
  private final Broker.InVmConnection connection;

  PeerInbox(Broker broker, String queue, Mailbox mailbox, OperatorLog log)
      throws ActiveMQException {
    this.mailbox = mailbox;
    this.log = log;
    this.connection = broker.connect();
    ClientSession session = connection.factory().createSession(true, true, WINDOW_BYTES / 2);
    session.createConsumer(queue, null, WINDOW_BYTES, -1, false).setMessageHandler(this::arrived);
    session.start();
  }

  @Override
  public void close() {
    connection.close();
  }

  private void arrived(ClientMessage message) {
    try {
      message.acknowledge();
      byte[] body = Bodies.read(message);
      PeerMessage decoded = Wire.decodePeer(body);
      mailbox.put((instance, now) -> instance.onMessage(decoded, now), body.length);
    } catch (WireException e) {
      log.notice(Notice.MALFORMED_MESSAGE, "A word of another instance makes no sense: " + e);
    } catch (ActiveMQException e) {
      log.notice(Notice.MALFORMED_MESSAGE, "A word of another instance was lost: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
