package io.understudy.bench;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/**
 * Bare JMS request and reply over the broker of an instance, with nothing behind it: what any
 * service over that broker could reach at best. Messages are not persistent.
 */
final class BareEcho implements AutoCloseable {
  private static final int RESPONDERS = 4;
  private static final long PATIENCE_MILLIS = 10_000;

  private final ActiveMQConnectionFactory factory;
  private final byte[] payload;
  private final List<Connection> connections = new ArrayList<>();

  /** One for each responder: the broker makes no queue that is only named. */
  private final List<Queue> queues = new ArrayList<>();

  private int clients;

  BareEcho(String address, byte[] payload) throws JMSException {
    factory = new ActiveMQConnectionFactory("tcp://" + address);
    this.payload = payload;
    for (int responder = 0; responder < RESPONDERS; responder++) {
      respond();
    }
  }

  private Session session() throws JMSException {
    Connection connection = factory.createConnection();
    connections.add(connection);
    connection.start();
    return connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
  }

  private void respond() throws JMSException {
    Session session = session();
    MessageProducer answers = session.createProducer(null);
    answers.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
    Queue queue = session.createTemporaryQueue();
    queues.add(queue);
    session
        .createConsumer(queue)
        .setMessageListener(
            request -> {
              try {
                answers.send(request.getJMSReplyTo(), request);
              } catch (JMSException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  /** A blocking client. */
  Load.Client client() throws JMSException {
    Session session = session();
    Queue queue = queues.get(clients++ % queues.size());
    MessageProducer requests = session.createProducer(queue);
    requests.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
    TemporaryQueue replyTo = session.createTemporaryQueue();
    MessageConsumer answers = session.createConsumer(replyTo);
    return () -> {
      try {
        BytesMessage request = session.createBytesMessage();
        request.writeBytes(payload);
        request.setJMSReplyTo(replyTo);
        requests.send(request);
        if (answers.receive(PATIENCE_MILLIS) == null) {
          throw new IllegalStateException("No answer to a bare request.");
        }
        return CompletableFuture.completedFuture(false);
      } catch (JMSException e) {
        throw new CompletionException(e);
      }
    };
  }

  @Override
  public void close() throws JMSException {
    for (Connection connection : connections) {
      connection.close();
    }
    factory.close();
  }
}
