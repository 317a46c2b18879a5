package io.understudy.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.simulator.Campaign.Failure;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Many seeded schedules of faults; a failing one prints its seed. */
class SeedsTest {
  private static final long SEEDS = Long.getLong("understudy.seeds", 20_000);
  private static final long FIRST = Long.getLong("understudy.first-seed", 1);

  /** The bound for 20,000 seeds is 180 s on two cores; here with room for a slow machine. */
  private static final long SECONDS = Math.max(300, SEEDS * 300 / 20_000);

  @Test
  void shouldKeepEveryRuleWhateverFails(TestReporter reporter) throws InterruptedException {
    long begun = System.nanoTime();
    Campaign.Result result = new Campaign(FIRST, SEEDS).run(done -> {});
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);

    if (result.failure().isPresent()) {
      Failure failure = result.failure().get();
      throw new AssertionError(
          "seed "
              + failure.seed()
              + " (repeat: ./understudy simulate --seeds 1 --first-seed "
              + failure.seed()
              + ")\n"
              + failure.explain(),
          failure.cause());
    }
    reporter.publishEntry(
        "%d seeds in %d s".formatted(result.finished(), seconds), result.counts().toString());
    assertThat(seconds).as("seconds for %d seeds", SEEDS).isLessThan(SECONDS);
    if (SEEDS >= Campaign.ENOUGH) {
      assertThat(result.missing()).as("faults that were never reached").isEmpty();
      // Of some eight objects for each seed; one that nobody judged would be as good as none.
      assertThat(result.counts().getOrDefault("blind check given up", 0L))
          .as("objects whose history was too hard for the blind check")
          .isLessThan(SEEDS / 50 + 10);
      assertThat(result.counts().getOrDefault("no blind check", 0L))
          .as("seeds without a blind check, as the operator gave something up: one in forty")
          .isLessThan(SEEDS / 20 + 10);
    }
  }

  @Test
  void shouldRunTheSameWhenSeedIsTheSame() {
    for (long seed = FIRST; seed < FIRST + 20; seed++) {
      assertThat(story(seed)).as("seed %d", seed).isEqualTo(story(seed));
    }
  }

  /** A seed that fails is run again with notes: it must fail again. */
  @Test
  void shouldRunTheSameWhenNobodyTakesNotes() {
    for (long seed = FIRST; seed < FIRST + 20; seed++) {
      assertThat(new Schedule(seed, false).run().counted())
          .as("seed %d", seed)
          .isEqualTo(new Schedule(seed, true).run().counted());
    }
  }

  private static String story(long seed) {
    Witness witness = new Schedule(seed, true).run();
    return witness.notes() + new TreeMap<>(witness.counted());
  }

  @Test
  void shouldSayWhichFaultsWereNeverReached() throws InterruptedException {
    Campaign.Result result = new Campaign(1, 10, seed -> Map.of("crash", 1L)).run(done -> {});

    assertThat(result.counts()).containsEntry("crash", 10L);
    assertThat(result.missing()).contains("pause").doesNotContain("crash");
  }

  @Test
  void shouldEndAtTheSeedThatFailsAndTellIt() throws InterruptedException {
    Campaign.Result result =
        new Campaign(
                1,
                1_000_000_000L,
                seed -> {
                  if (seed >= 100) {
                    throw new Violation("as simulated");
                  }
                  return Map.of();
                })
            .run(done -> {});

    assertThat(result.failure().orElseThrow().seed()).isEqualTo(100);
    assertThat(result.failure().orElseThrow().explain()).contains("not deterministic");
  }
}
