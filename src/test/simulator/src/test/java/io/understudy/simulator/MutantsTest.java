package io.understudy.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests the simulator itself: with any rule of the core broken on purpose, it must find that out
 * within a bounded number of seeds.
 */
class MutantsTest {
  private static final long SEEDS = 300;

  static List<Mutant> mutants() {
    return Mutant.ALL;
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void shouldFindOutWhenRuleIsBroken(Mutant mutant, TestReporter reporter) {
    long found;
    mutant.apply();
    try {
      found = seedThatFinds();
    } finally {
      mutant.undo();
    }

    assertThat(found).as("seeds run when it was found that %s", mutant).isBetween(1L, SEEDS);
    reporter.publishEntry(mutant.toString(), "found by seed " + found);
  }

  private static long seedThatFinds() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      try {
        new Schedule(seed).run();
      } catch (Stall stall) {
        // It harms nobody that the cluster does not become whole: that does not count.
        continue;
      } catch (Violation | RuntimeException broken) {
        return seed;
      }
    }
    return 0;
  }
}
