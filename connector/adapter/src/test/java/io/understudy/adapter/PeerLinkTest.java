package io.understudy.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.adapter.Outbox.Outgoing;
import io.understudy.protocol.message.LogMessage;
import io.understudy.protocol.message.Restart;
import io.understudy.wire.Addresses;
import io.understudy.wire.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerLinkTest implements PeerLink.Listener {
  private static final Addresses NAMES = new Addresses("store");

  @TempDir Path directory;
  private final List<String> told = new CopyOnWriteArrayList<>();
  private HostAndPort address;
  private Broker broker;
  private PeerLink link;
  private Thread thread;

  @Override
  public void onConnected(String instance) {
    told.add("connected " + instance);
  }

  @Override
  public void onDisconnected(String instance) {
    told.add("disconnected " + instance);
  }

  @BeforeEach
  void start() throws Exception {
    address = Ports.unused();
    broker = Broker.start(directory, address, NAMES, told::add);
    link = new PeerLink("b", address, this, 64 << 20);
    thread = new Thread(link);
    thread.start();
    await().until(link::isUp);
  }

  @AfterEach
  void stop() throws Exception {
    link.close();
    thread.join(10_000);
    assertThat(thread.isAlive()).isFalse();
    broker.close();
  }

  @Test
  void shouldDeliverCheckpointsInOrderWhenManyAreSent() throws Exception {
    List<Long> read = new CopyOnWriteArrayList<>();
    try (IntentionLogQueue log =
        new IntentionLogQueue(
            broker,
            NAMES.log(),
            room -> true,
            (message, handle, bytes) -> read.add(((Restart) message).incarnation()),
            told::add)) {
      log.open();

      LongStream.rangeClosed(1, 1000).forEach(this::send);

      List<Long> all = LongStream.rangeClosed(1, 1000).boxed().toList();
      await().untilAsserted(() -> assertThat(read).isEqualTo(all));
    }
  }

  @Test
  void shouldTellTheLossOnceAndConnectAgainWhenTheBrokerRestarts() throws Exception {
    broker.close();
    await().atMost(Duration.ofSeconds(1)).until(() -> told.contains("disconnected b"));

    broker = Broker.start(directory, address, NAMES, told::add);

    await().until(link::isUp);
    assertThat(told).containsExactly("connected b", "disconnected b", "connected b");
  }

  @Test
  void shouldTellTheLossAtOnceWhenTheConnectionIsCut() {
    broker.disconnectAll();

    await().atMost(Duration.ofSeconds(1)).until(() -> told.contains("disconnected b"));
    await().until(link::isUp);
    assertThat(told).containsExactly("connected b", "disconnected b", "connected b");
  }

  @Test
  void shouldTellTheLossWhenItIsClosed() {
    link.close();

    assertThat(told).containsExactly("connected b", "disconnected b");
  }

  private void send(long incarnation) {
    byte[] body = Wire.encode((LogMessage) new Restart(incarnation, 0));
    assertThat(link.checkpoint(new Outgoing(SimpleString.of(NAMES.log()), body, true))).isTrue();
  }
}
