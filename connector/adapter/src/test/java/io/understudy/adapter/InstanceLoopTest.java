package io.understudy.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.protocol.Moment;
import io.understudy.protocol.instance.Actions;
import io.understudy.protocol.instance.Instance;
import io.understudy.protocol.instance.Settings;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leases and promises are measured by the moments that the loop gives (R12). */
class InstanceLoopTest {
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final InstanceLoop loop = new InstanceLoop(now -> {}, failures::add);
  private final Thread thread = new Thread(loop, "loop");

  @BeforeEach
  void begin() {
    Actions nothing =
        (Actions)
            Proxy.newProxyInstance(
                Actions.class.getClassLoader(),
                new Class<?>[] {Actions.class},
                (proxy, method, arguments) -> null);
    loop.drive(new Instance("a", Settings.DEFAULT, Map.of(), () -> 7, nothing));
    thread.start();
  }

  @AfterEach
  void end() throws Exception {
    loop.stop();
    thread.join();
    assertThat(failures).isEmpty();
  }

  /** A promise that ran from an earlier moment than its heartbeat would end before the lease. */
  @Test
  void shouldReadTheMomentAfterTheEventWasReceived() {
    List<Moment> received = new CopyOnWriteArrayList<>();
    List<Moment> given = new CopyOnWriteArrayList<>();

    // given an event that comes while another keeps the loop busy
    for (int i = 0; i < 3; i++) {
      loop.control()
          .tell(
              (instance, now) -> {
                spend(20);
                received.add(clocks());
                loop.control().tell((same, later) -> given.add(later));
              });
    }

    await().until(() -> given.size() == 3);
    for (int i = 0; i < 3; i++) {
      assertThat(given.get(i).monotonic()).isGreaterThanOrEqualTo(received.get(i).monotonic());
      assertThat(given.get(i).wall()).isGreaterThanOrEqualTo(received.get(i).wall());
    }
  }

  /** One stands still while the machine is suspended, the other may be set. */
  @Test
  void shouldReadBothClocks() {
    Moment before = clocks();
    Moment read = InstanceLoop.now();
    Moment after = clocks();

    assertThat(read.monotonic()).isBetween(before.monotonic(), after.monotonic());
    assertThat(read.wall()).isBetween(before.wall(), after.wall());
  }

  private static Moment clocks() {
    return new Moment(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()), System.currentTimeMillis());
  }

  private static void spend(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
