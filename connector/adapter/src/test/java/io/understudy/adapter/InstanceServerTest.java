package io.understudy.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance whose disk takes no more: it would hear no acks, and go on alone (R3). */
class InstanceServerTest {
  private static final Logger LOGGER = Logger.getLogger("io.understudy");

  @TempDir Path data;
  private final FakeEndpoint endpoint = new FakeEndpoint();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final AtomicBoolean lost = new AtomicBoolean();
  private final Handler handler = new Said();
  private Broker broker;
  private ServerLocator locator;
  private ClientSessionFactory factory;
  private InstanceServer server;

  private final class Said extends Handler {
    @Override
    public void publish(LogRecord line) {
      said.add(line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void start() throws Exception {
    LOGGER.addHandler(handler);
    InstanceConfiguration configuration = Configurations.of("a", data);
    broker =
        Broker.start(
            data.resolve("log"), configuration.address(), configuration.addresses(), error -> {});
    server =
        new InstanceServer(
            configuration,
            broker,
            endpoint,
            this::startThread,
            endpoint.registry,
            new Counters(),
            new OperatorLog("a"));
    await().until(() -> has("UND0101 a: Service store"));
    locator = ActiveMQClient.createServerLocator("tcp://" + broker.address());
    locator.setReconnectAttempts(0);
    factory = locator.createSessionFactory();
    ClientSession session = factory.createSession(true, true);
    session.addFailureListener(new Broken(() -> lost.set(true)));
  }

  private void startThread(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    threads.add(thread);
    thread.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
    factory.close();
    locator.close();
    broker.close();
    LOGGER.removeHandler(handler);
  }

  private boolean has(String line) {
    return said.stream().anyMatch(each -> each.startsWith(line));
  }

  private boolean isAlive() {
    return threads.stream()
        .filter(thread -> thread.getName().equals("understudy-instance-a"))
        .anyMatch(Thread::isAlive);
  }

  @Test
  void shouldSayThatItsDiskIsFullAndStopWhenTheBrokerTakesNothing() {
    assertThat(isAlive()).isTrue();
    assertThat(data.resolve("reserve")).exists();

    ((ActiveMQServerImpl) broker.server()).getMonitor().setMaxUsage(0);

    String cause = "The disk of " + data + " is over 90% full: the broker takes nothing.";
    await().until(() -> !isAlive());
    assertThat(said)
        .containsSubsequence(
            "UND0105 a: " + cause,
            "UND0103 a: This instance has stopped: "
                + cause
                + " Make room and start the server again.");
    assertThat(data.resolve("reserve")).doesNotExist();
    await().untilTrue(lost);
  }

  @Test
  void shouldStopOnceWhenTheJournalCannotBeWritten() {
    server.onDiskError("No space left on device");
    server.onDiskError("No space left on device, again");

    await().until(() -> !isAlive());
    assertThat(said)
        .filteredOn(line -> line.startsWith("UND0103"))
        .containsExactly(
            "UND0103 a: This instance has stopped: The broker's journal cannot be written: No"
                + " space left on device");
    assertThat(data.resolve("reserve")).doesNotExist();
    await().untilTrue(lost);
  }
}
