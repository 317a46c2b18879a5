package io.understudy.arbiter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Member;
import io.understudy.protocol.Purpose;
import io.understudy.protocol.Registration;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArbiterTest {
  private static final Configuration FIRST = Configuration.founding("a", 200);
  private static final Configuration SECOND = FIRST.next(new Member("a", 1), 1, List.of());

  @TempDir Path directory;
  private EmbeddedZooKeeper zooKeeper;
  private Arbiter arbiter;

  @BeforeEach
  void start() throws Exception {
    zooKeeper = new EmbeddedZooKeeper(directory);
    arbiter = Arbiter.connect(zooKeeper.address(), "store");
    arbiter.awaitConnected(10_000);
  }

  @AfterEach
  void stop() {
    arbiter.close();
    zooKeeper.close();
  }

  @Test
  void shouldReadNothingWhenTheServiceHasNoRecord() {
    assertThat(arbiter.read().join()).isEmpty();
  }

  @Test
  void shouldKeepTheFirstRecordWhenItIsFoundedTwice() {
    assertThat(arbiter.found(FIRST).join()).isTrue();
    assertThat(arbiter.found(Configuration.founding("b", 300)).join()).isFalse();
    assertThat(arbiter.read().join()).contains(new VersionedRecord(FIRST, 0));
  }

  @Test
  void shouldChangeTheRecordWhenItHasTheVersionNamed() {
    arbiter.found(FIRST).join();

    Change change = arbiter.compareAndSet(SECOND, 0).join();

    assertThat(change).isEqualTo(new Change.Done(1));
    assertThat(arbiter.read().join()).contains(new VersionedRecord(SECOND, 1));
  }

  @Test
  void shouldRefuseAChangeWhenTheRecordHasAnotherVersion() {
    arbiter.found(FIRST).join();
    arbiter.compareAndSet(SECOND, 0).join();

    Change change = arbiter.compareAndSet(SECOND, 0).join();

    assertThat(change).isEqualTo(new Change.Refused());
    assertThat(arbiter.read().join().orElseThrow().version()).isEqualTo(1);
  }

  @Test
  void shouldSayUnknownWhenTheArbiterIsAway() {
    arbiter.found(FIRST).join();
    zooKeeper.close();

    Change change = arbiter.compareAndSet(SECOND, 0).orTimeout(20, TimeUnit.SECONDS).join();

    assertThat(change).isInstanceOf(Change.Unknown.class);
    assertThatThrownBy(() -> arbiter.read().orTimeout(20, TimeUnit.SECONDS).join())
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining(zooKeeper.address())
        .hasMessageContaining("store");
  }

  @Test
  void shouldNameTheAddressWhenNobodyListensThere() throws Exception {
    int unused;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      unused = socket.getLocalPort();
    }
    try (Arbiter nobody = Arbiter.connect("127.0.0.1:" + unused, "store")) {
      assertThatThrownBy(() -> nobody.awaitConnected(300))
          .isInstanceOf(ArbiterException.class)
          .hasMessageContaining("127.0.0.1:" + unused);
    }
  }

  @Test
  void shouldTellOfAChangeWhenAnotherMadeIt() {
    arbiter.found(FIRST).join();
    CountingWatch watch = new CountingWatch();
    arbiter.watch(watch);

    try (Arbiter other = Arbiter.connect(zooKeeper.address(), "store")) {
      await()
          .untilAsserted(
              () -> {
                int version = other.read().join().orElseThrow().version();
                other.compareAndSet(SECOND, version).join();
                assertThat(watch.records).hasPositiveValue();
              });
    }
  }

  @Test
  void shouldTellOfChangesAgainWhenTheArbiterWasAwayLongerThanASession() throws Exception {
    arbiter.found(FIRST).join();
    CountingWatch watch = new CountingWatch();
    arbiter.watch(watch);
    zooKeeper.close();
    await().atMost(20, TimeUnit.SECONDS).until(() -> !arbiter.isConnected());
    await().pollDelay(Arbiter.SESSION_MILLIS + 500, TimeUnit.MILLISECONDS).until(() -> true);

    zooKeeper.start();

    await().atMost(20, TimeUnit.SECONDS).until(arbiter::isConnected);
    await().atMost(20, TimeUnit.SECONDS).until(() -> watch.connections.get() > 0);
    int before = watch.records.get();
    await()
        .atMost(20, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              int version = arbiter.read().join().orElseThrow().version();
              arbiter.compareAndSet(SECOND, version).join();
              assertThat(watch.records).hasValueGreaterThan(before);
            });
  }

  @Test
  void shouldListTheInstancesThatHaveSaidWhereTheyAreAndThoseThatAreRemoved() {
    CountingWatch watch = new CountingWatch();
    arbiter.watch(watch);
    assertThat(arbiter.registrations(sentence -> {}).join()).isEmpty();
    Registration at3 = new Registration("127.0.0.1:3", Purpose.MEMBER);

    arbiter.register("a", new Registration("127.0.0.1:1", Purpose.MEMBER)).join();
    arbiter.register("b", new Registration("127.0.0.1:2", Purpose.MEMBER)).join();
    arbiter.register("a", at3).join();
    arbiter.register("b", Registration.REMOVED).join();

    assertThat(arbiter.registrations(sentence -> {}).join())
        .isEqualTo(Map.of("a", at3, "b", Registration.REMOVED));
    await().until(() -> watch.registrations.get() > 0);
  }

  @Test
  void shouldLeaveOutARegistrationThatMakesNoSenseAndSaySo() throws Exception {
    // given
    Registration remote = new Registration("127.0.0.1:2", Purpose.REMOTE);
    arbiter.register("r", remote).join();
    try (CuratorFramework other =
        CuratorFrameworkFactory.newClient(zooKeeper.address(), new RetryOneTime(100))) {
      other.start();
      other.create().forPath("/understudy/store/instances/x", "127.0.0.1:1 king".getBytes(UTF_8));
      other.create().forPath("/understudy/store/instances/y", new byte[0]);
    }

    // when
    List<String> told = new CopyOnWriteArrayList<>();
    Map<String, Registration> found = arbiter.registrations(told::add).join();

    // then
    assertThat(found).isEqualTo(Map.of("r", remote));
    assertThat(told).hasSize(2).anySatisfy(text -> assertThat(text).contains("king", "x", "store"));
  }

  private static final class CountingWatch implements ArbiterWatch {
    final AtomicInteger records = new AtomicInteger();
    final AtomicInteger registrations = new AtomicInteger();
    final AtomicInteger connections = new AtomicInteger();

    @Override
    public void onRecordChanged() {
      records.incrementAndGet();
    }

    @Override
    public void onRegistrationsChanged() {
      registrations.incrementAndGet();
    }

    @Override
    public void onConnection(boolean connected) {
      if (connected) {
        connections.incrementAndGet();
      }
    }
  }
}
