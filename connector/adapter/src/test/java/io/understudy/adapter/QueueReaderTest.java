package io.understudy.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.understudy.wire.Addresses;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.server.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueReaderTest {
  private static final Addresses NAMES = new Addresses("store");

  @TempDir Path directory;
  private final Mailbox mailbox = new Mailbox(10, 1 << 20, () -> {});
  private final List<Integer> taken = new CopyOnWriteArrayList<>();
  private Broker broker;
  private Queue queue;
  private QueueReader reader;
  private ServerLocator locator;
  private ClientSessionFactory factory;
  private ClientSession session;

  @BeforeEach
  void start() throws Exception {
    broker = Broker.start(directory, Ports.unused(), NAMES, error -> {});
    queue = broker.queue(NAMES.requests());
    reader = new QueueReader(broker, NAMES.requests(), inbox());
    reader.open();
    locator = ActiveMQClient.createServerLocator("tcp://" + broker.address());
    locator.setMinLargeMessageSize(1 << 20);
    factory = locator.createSessionFactory();
    session = factory.createSession(true, true);
  }

  @AfterEach
  void stop() throws Exception {
    factory.close();
    locator.close();
    reader.close();
    broker.close();
  }

  @Test
  void shouldLeaveMessagesWithTheBrokerWhenThereIsNoRoom() throws Exception {
    send(1, 100);

    await().until(() -> queue.getMessageCount() == 90);
    assertThat(mailbox.hasRoom(() -> {})).isFalse();
  }

  @Test
  void shouldTakeAllInOrderWhenThereIsRoomAgain() throws Exception {
    send(1, 100);
    await().until(() -> queue.getMessageCount() == 90);

    await()
        .untilAsserted(
            () -> {
              readMailbox();
              assertThat(taken).hasSize(100);
            });

    assertThat(taken).isEqualTo(IntStream.rangeClosed(1, 100).boxed().toList());
    await().until(() -> queue.getDeliveringCount() == 0 && queue.getMessageCount() == 0);
  }

  @Test
  void shouldTakeWhatFollowsWhenAMessageIsTooLongOrMakesNoSense() throws Exception {
    sendBytes(new byte[Broker.LARGE_MESSAGE + 1]);
    sendBytes(new byte[0]);
    send(7, 7);

    await()
        .untilAsserted(
            () -> {
              readMailbox();
              assertThat(taken).containsExactly(7);
            });
    assertThat(directory.resolve("large")).isEmptyDirectory();
  }

  @Test
  void shouldSaySoWhenTheQueueIsNotThere() {
    assertThatThrownBy(() -> new QueueReader(broker, "nothing", inbox()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("nothing");
  }

  private Inbox inbox() {
    return new Inbox(
        "a client",
        mailbox::hasRoom,
        body -> {
          int value = body[0];
          mailbox.put((instance, now) -> taken.add(value), body.length);
        },
        new OperatorLog("a"));
  }

  private void readMailbox() {
    for (Event event = mailbox.poll(); event != null; event = mailbox.poll()) {
      event.give(null, InstanceLoop.now());
    }
  }

  private void send(int from, int to) throws ActiveMQException {
    for (int value = from; value <= to; value++) {
      sendBytes(new byte[] {(byte) value});
    }
  }

  private void sendBytes(byte[] body) throws ActiveMQException {
    try (ClientProducer producer = session.createProducer(NAMES.requests())) {
      ClientMessage message = session.createMessage(false);
      message.getBodyBuffer().writeBytes(body);
      producer.send(message);
    }
  }
}
