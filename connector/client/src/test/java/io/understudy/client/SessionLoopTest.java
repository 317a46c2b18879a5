package io.understudy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.protocol.client.ClientSession;
import io.understudy.protocol.client.ClientSettings;
import io.understudy.wire.Addresses;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A session that finds nobody: port 1 of this machine. */
class SessionLoopTest {
  private static final long NEVER = Long.MAX_VALUE;

  private final SessionLoop loop =
      new SessionLoop(
          "test",
          actions ->
              new ClientSession("test", 1, List.of("127.0.0.1:1"), ClientSettings.DEFAULT, actions),
          (address, signal) -> new Link(address, new Addresses("test"), 100, signal));

  @BeforeEach
  void start() {
    loop.start();
  }

  @AfterEach
  void stop() {
    loop.stop();
  }

  /** As where it cannot have one more thread to connect with. */
  @Test
  void shouldTellAllOutcomesWhenOneOfItsDeedsFails() throws Exception {
    CompletableFuture<String> next = new CompletableFuture<>();
    loop.use(
        session -> {
          loop.later(
              () -> {
                throw new OutOfMemoryError("as told: no thread");
              });
          loop.later(() -> next.complete("told"));
          return true;
        },
        NEVER);

    assertThat(next.get(5, TimeUnit.SECONDS)).isEqualTo("told");
    // and the session ends, as it cannot be relied on any more
    await().until(() -> loop.use(session -> true, NEVER) == SessionLoop.Used.ENDED);
  }
}
