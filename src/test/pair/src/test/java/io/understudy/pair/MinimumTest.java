package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.understudy.boot.server.BootException;
import io.understudy.boot.server.InstanceSettings;
import io.understudy.client.Reply;
import io.understudy.client.UnderstudyClient;
import io.understudy.torture.Databases;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pair that answers nothing without a backup in sync: requests wait for one, and none fails. */
@Tag("long")
class MinimumTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long AWAY_MILLIS = 3_000;
  private static final int SOME = 300;

  @TempDir private Path directory;

  @Test
  void shouldLetRequestsWaitWhileFewerBackupsAreInSyncThanTheMinimum() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    try (Pair refused = new Pair(directory)) {
      assertThatThrownBy(() -> refused.boot().up(minimum(2), System.out::println))
          .isInstanceOf(BootException.class)
          .hasMessageContaining("understudy.min-in-sync");
      assertThat(refused.boot().isRunning()).isFalse();
    }
    try (Pair pair = new Pair(directory)) {
      pair.boot().up(minimum(1), System.out::println);
      try (Tellers tellers = new Tellers("minimum", pair.addresses())) {
        tellers.start(seed);
        String primary = pair.primary().place().name();
        String backup = pair.other(primary);

        lose(backup, pair, tellers);
        lose(primary, pair, tellers);

        tellers.finish();
        assertThat(tellers.differences()).isEmpty();
      }
      pair.awaitSameCommitted();
      pair.boot().down(System.out::println);
      Databases compared = new Databases().compare(pair.database("a"), pair.database("b"));
      assertThat(compared.differences()).isEmpty();
      assertThat(compared.rows()).isGreaterThan(SOME);
    }
  }

  /** Nothing is answered until it is back, whichever of the two it is. */
  private static void lose(String name, Pair pair, Tellers tellers) throws Exception {
    awaitMore(tellers);
    pair.boot().kill(name);
    await().atMost(PATIENCE).until(() -> pair.state().belowMinimum().isPresent());
    assertThat(pair.state().belowMinimum().orElseThrow().place().name())
        .isEqualTo(pair.other(name));
    // what was stable before is answered yet
    Thread.sleep(AWAY_MILLIS / 3);
    long before = tellers.answered();
    try (UnderstudyClient client =
        UnderstudyClient.builder("store").instances(pair.addresses()).open()) {
      CompletableFuture<Reply> query = client.submit("sum", "{}".getBytes(StandardCharsets.UTF_8));
      Thread.sleep(AWAY_MILLIS);
      assertThat(tellers.answered()).isEqualTo(before);
      assertThat(query).as("a query").isNotDone();

      pair.boot().start(name, System.out::println);

      assertThat(query.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).isError()).isFalse();
    }

    pair.assertInSync(name);
    assertThat(pair.state().belowMinimum()).isEmpty();
    awaitMore(tellers);
  }

  private static Optional<InstanceSettings> minimum(int backups) {
    return Optional.of(
        InstanceSettings.of(
            Map.of("understudy.min-in-sync", Integer.toString(backups)), "the test"));
  }

  private static void awaitMore(Tellers tellers) {
    long before = tellers.answered();
    await().atMost(PATIENCE).until(() -> tellers.answered() >= before + SOME);
  }
}
