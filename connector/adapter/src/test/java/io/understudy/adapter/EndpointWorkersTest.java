package io.understudy.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndpointWorkersTest {
  private final List<Throwable> ended = new CopyOnWriteArrayList<>();
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final OperatorLog log = new OperatorLog("a");
  private final EndpointWorkers workers =
      new EndpointWorkers(
          "worker", 1, 10, new EndpointSource(new FakeEndpoint(), log), this::start, log);

  private void start(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setUncaughtExceptionHandler((same, failure) -> ended.add(failure));
    thread.start();
  }

  @AfterEach
  void close() throws InterruptedException {
    workers.close();
    assertThat(workers.awaitEnd(10_000)).isTrue();
  }

  @Test
  void shouldGoOnWithTheNextTaskWhenOneFails() {
    workers.offer(
        endpoint -> {
          throw new StackOverflowError("as told");
        });
    workers.offer(
        endpoint -> {
          throw new IllegalStateException("as told");
        });
    workers.offer(endpoint -> done.add("next"));

    await().until(() -> done.equals(List.of("next")));
    assertThat(ended).isEmpty();
  }

  /** Whoever gave the thread is told, and writes it into the log; nothing more is done by it. */
  @Test
  void shouldEndWithTheErrorWhenTheMachineFails() throws InterruptedException {
    Error failure = new OutOfMemoryError("as told");
    workers.offer(
        endpoint -> {
          throw failure;
        });
    workers.offer(endpoint -> done.add("next"));

    await().until(() -> ended.equals(List.of(failure)));
    assertThat(workers.awaitEnd(0)).isTrue();
    assertThat(done).isEmpty();
  }
}
