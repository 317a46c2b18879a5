package io.understudy.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The blind check by itself, with everything else switched off that would find a broken rule before
 * it: if it no longer took part, or saw nothing, only this would tell.
 */
class BlindCheckTest {
  private static final long SEEDS = 300;

  /** What the search says that finds no order. */
  private static final String NO_ORDER = "At most ";

  private static final List<Mutant> OTHER_CHECKS =
      List.of(
          new Mutant("-", "no rule is checked", "Witness", "check", Mutant.Nothing.class, 0),
          new Mutant(
              "-", "no order is replayed", "WitnessCheck$Replay", "run", Mutant.Nothing.class, 0));

  static List<Mutant> mutants() {
    return List.of(
        new Mutant("R2", "no ack is waited for", "Replication", "ackedByAll", Mutant.Sent.class, 1),
        new Mutant("R5", "serving at once", "Primary", "isServing", Mutant.True.class, 1),
        new Mutant("R12", "queries without a lease", "Primary", "isLeased", Mutant.True.class, 2),
        new Mutant(
            "FIG. 4A", "answers forgotten", "ClientStream", "highest", Mutant.Zero.class, 1));
  }

  @BeforeEach
  void switchOff() {
    OTHER_CHECKS.forEach(Mutant::apply);
  }

  @AfterEach
  void switchOn() {
    OTHER_CHECKS.forEach(Mutant::undo);
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void shouldFindOutByWhatClientsSawAlone(Mutant mutant) {
    long seed = mutant.seed();
    mutant.apply();
    try {
      while (seed < mutant.seed() + SEEDS && !findsNoOrder(seed)) {
        seed++;
      }
    } finally {
      mutant.undo();
    }

    assertThat(seed).as("seed that finds out that %s", mutant).isLessThan(mutant.seed() + SEEDS);
  }

  @Test
  void shouldFindAnOrderWhenNothingIsBroken() {
    for (long seed = 1; seed <= 10; seed++) {
      assertThat(findsNoOrder(seed)).as("seed %d", seed).isFalse();
    }
  }

  /** So it is the blind check that finds out here, and nothing else. */
  @Test
  void shouldFindNothingWhenItIsSwitchedOffToo() {
    Mutant off =
        new Mutant(
            "-", "no order is searched for", "Judgement", "checkBlindly", Mutant.Nothing.class, 0);
    off.apply();
    try {
      for (Mutant mutant : mutants()) {
        mutant.apply();
        try {
          assertThat(findsNoOrder(mutant.seed())).as("%s", mutant).isFalse();
        } finally {
          mutant.undo();
        }
      }
    } finally {
      off.undo();
    }
  }

  private static boolean findsNoOrder(long seed) {
    try {
      new Schedule(seed).run();
      return false;
    } catch (Stall | RuntimeException other) {
      // What cannot go on shows nothing of what clients saw.
      return false;
    } catch (Violation violation) {
      return violation.getMessage().startsWith(NO_ORDER);
    }
  }
}
