package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.torture.Databases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup that is lost and comes back, under load, with 100,000 objects. */
@Tag("long")
class SoftFailureTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int OBJECTS = 100_000;
  private static final int MISSED = 2_000;

  @TempDir static Path directory;
  private static Pair pair;

  @BeforeAll
  static void make() {
    pair = new Pair(directory);
    pair.restore();
  }

  @AfterAll
  static void end() {
    pair.close();
  }

  @Test
  void shouldGetOnlyWhatItMissedWhenItIsKilledAndRestartedUnderLoad() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    try (Tellers tellers = new Tellers("soft", pair.addresses())) {
      // given
      pair.create(0, OBJECTS);
      tellers.start(seed, Tellers.BUSY_MILLIS);
      awaitMore(tellers);
      String backup = pair.other(pair.primary().place().name());

      // when
      pair.boot().kill(backup);
      awaitMore(tellers);
      long position = Long.parseLong(pair.primary().said("committed"));
      pair.boot().start(backup, System.out::println);

      // then it has executed what it missed, and nothing else
      pair.assertInSync(backup);
      assertThat(pair.wasCopiedTo(backup)).isFalse();
      assertThat(Long.parseLong(pair.state().instance(backup).said("log-from")))
          .as("its operation log, which no copy brings")
          .isEqualTo(1);
      assertThat(position).isGreaterThan(OBJECTS);

      // and can take over
      pair.boot().kill(pair.primary().place().name());
      awaitMore(tellers);
      tellers.finish();
      assertThat(tellers.differences()).isEmpty();
    }
    pair.restore();
    pair.awaitSameCommitted();
    pair.boot().down(System.out::println);
    Databases compared = new Databases().compare(pair.database("a"), pair.database("b"));
    assertThat(compared.differences()).isEqualTo(List.of());
    assertThat(compared.rows()).isGreaterThan(OBJECTS);
  }

  private static void awaitMore(Tellers tellers) {
    long before = tellers.answered();
    await().atMost(PATIENCE).until(() -> tellers.answered() >= before + MISSED);
  }
}
