package io.understudy.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests the simulator itself: with any rule of the core broken on purpose, it must find that out
 * within a bounded number of seeds. A seed that has done so before is tried first, to save time;
 * where another had to be found, that is printed, to be recorded.
 */
class MutantsTest {
  private static final long SEEDS = 3_000;

  /** Tried besides the mutant's own, where the checks after each step have to find it alone. */
  private static final long STEP_SEEDS = 100;

  private static final String NOT_IN_A_RECORD = "cannot be its own backup";

  static List<Mutant> mutants() {
    return Mutant.ALL;
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void shouldFindOutWhenRuleIsBroken(Mutant mutant) throws InterruptedException {
    long found;
    mutant.apply();
    try {
      found = findsOut(mutant.seed()) ? mutant.seed() : seedThatFinds();
    } finally {
      mutant.undo();
    }

    assertThat(found).as("seed that finds out that %s", mutant).isBetween(1L, SEEDS);
    if (found != mutant.seed()) {
      System.out.println(
          mutant + ": found by seed " + found + ", no longer by " + mutant.seed() + ".");
    }
  }

  static Stream<String> rules() {
    return Mutant.ALL.stream().map(Mutant::rule).distinct();
  }

  /** Of each rule at least one: what the end alone shows may have been made good by then. */
  @ParameterizedTest
  @MethodSource("rules")
  void shouldFindOutAfterAStepWhenRuleIsBroken(String rule) {
    List<Mutant> mutants =
        Mutant.ALL.stream().filter(mutant -> mutant.rule().equals(rule)).toList();

    assertThat(LongStream.rangeClosed(0, STEP_SEEDS).boxed())
        .as("seeds that find out after a step that %s is broken", rule)
        .anyMatch(more -> mutants.stream().anyMatch(each -> isFoundOutAfterAStep(each, more)));
  }

  private static boolean isFoundOutAfterAStep(Mutant mutant, long more) {
    mutant.apply();
    try {
      return findsOut(new Schedule(mutant.seed() + more)::play);
    } finally {
      mutant.undo();
    }
  }

  private static long seedThatFinds() throws InterruptedException {
    return new Campaign(1, SEEDS, MutantsTest::requireBlindness)
        .run(done -> {})
        .failure()
        .map(Campaign.Failure::seed)
        .orElse(0L);
  }

  private static Map<String, Long> requireBlindness(long seed) {
    if (findsOut(seed)) {
      throw new Violation("found out");
    }
    return Map.of();
  }

  private static boolean findsOut(long seed) {
    return findsOut(new Schedule(seed)::run);
  }

  private static boolean findsOut(Runnable schedule) {
    try {
      schedule.run();
      return false;
    } catch (Stall stall) {
      // It harms nobody that the cluster does not become whole: that does not count.
      return false;
    } catch (RuntimeException refused) {
      // Where the core itself refuses to go on, no check of the simulator has found anything; but
      // what may stand in a record the record itself checks.
      return String.valueOf(refused.getMessage()).contains(NOT_IN_A_RECORD);
    } catch (Violation broken) {
      return true;
    }
  }
}
