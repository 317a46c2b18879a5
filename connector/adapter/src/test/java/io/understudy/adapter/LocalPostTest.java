package io.understudy.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.wire.Addresses;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPostTest {
  private static final Addresses NAMES = new Addresses("store");

  @TempDir Path directory;
  private final String replyTo = NAMES.reply(UUID.randomUUID());
  private Broker broker;
  private LocalPost post;
  private ServerLocator locator;
  private ClientSessionFactory factory;
  private ClientSession session;

  @BeforeEach
  void start() throws Exception {
    broker = Broker.start(directory, Ports.unused(), NAMES, error -> {});
    post = new LocalPost(broker, NAMES);
    locator = ActiveMQClient.createServerLocator("tcp://" + broker.address());
    locator.setReconnectAttempts(0);
    factory = locator.createSessionFactory();
    session = factory.createSession(true, true);
    session.createQueue(
        QueueConfiguration.of(replyTo)
            .setRoutingType(RoutingType.ANYCAST)
            .setDurable(false)
            .setTemporary(true));
    session.start();
  }

  @AfterEach
  void stop() {
    factory.close();
    locator.close();
    broker.close();
  }

  @Test
  void shouldDeliverAnAnswerWhenItsQueueIsThere() throws Exception {
    assertThat(post.reply(replyTo, new byte[] {1, 2, 3})).isTrue();

    ClientMessage message = session.createConsumer(replyTo).receive(10_000);
    byte[] body = new byte[message.getBodySize()];
    message.getBodyBuffer().readBytes(body);
    assertThat(body).containsExactly(1, 2, 3);
  }

  @Test
  void shouldSayThatNobodyIsThereWhenTheClientHasGone() throws Exception {
    factory.close();
    await().until(() -> broker.server().locateQueue(replyTo) == null);

    assertThat(post.reply(replyTo, new byte[] {1})).isFalse();
  }

  @Test
  void shouldRefuseAQueueOfTheInstanceWhenAClientNamesIt() throws Exception {
    assertThat(post.reply(NAMES.log(), new byte[] {1})).isFalse();
    assertThat(post.reply(NAMES.peers(), new byte[] {1})).isFalse();
    assertThat(post.reply(NAMES.requests(), new byte[] {1})).isFalse();
  }

  @Test
  void shouldDisconnectTheClientWhenItDoesNotReadItsAnswers() throws Exception {
    AtomicBoolean lost = new AtomicBoolean();
    session.addFailureListener(new Broken(() -> lost.set(true)));
    session.createConsumer(replyTo);
    byte[] answer = new byte[1 << 20];

    int taken = 0;
    while (taken < 1000 && post.reply(replyTo, answer)) {
      taken++;
    }

    assertThat(taken).isBetween(8, 32);
    await().atMost(Duration.ofSeconds(10)).untilTrue(lost);
    await().until(() -> broker.server().locateQueue(replyTo) == null);
  }
}
