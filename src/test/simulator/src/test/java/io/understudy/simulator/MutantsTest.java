package io.understudy.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests the simulator itself: with any rule of the core broken on purpose, it must find that out
 * within a bounded number of seeds. A seed that has done so before is tried first, to save time.
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
      found = findsOut(mutant.seed()) ? mutant.seed() : seedThatFinds();
    } finally {
      mutant.undo();
    }

    assertThat(found).as("seed that finds out that %s", mutant).isBetween(1L, SEEDS);
    reporter.publishEntry(mutant.toString(), "found by seed " + found);
  }

  private static long seedThatFinds() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      if (findsOut(seed)) {
        return seed;
      }
    }
    return 0;
  }

  private static boolean findsOut(long seed) {
    try {
      new Schedule(seed).run();
      return false;
    } catch (Stall stall) {
      // It harms nobody that the cluster does not become whole: that does not count.
      return false;
    } catch (Violation | RuntimeException broken) {
      return true;
    }
  }
}
