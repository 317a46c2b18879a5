package io.understudy.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Many seeded schedules of faults; a failing one prints its seed. */
class SeedsTest {
  private static final int SEEDS = Integer.getInteger("understudy.seeds", 400);
  private static final long FIRST = Long.getLong("understudy.first-seed", 1);

  @Test
  void shouldKeepEveryRuleWhateverFails() {
    Set<String> counted = new TreeSet<>();
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      try {
        counted.addAll(new Schedule(seed).run().counted());
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "seed "
                + seed
                + " (repeat: mvn -pl src/test/simulator -am test -Dtest=SeedsTest"
                + " -Dunderstudy.seeds=1 -Dunderstudy.first-seed="
                + seed
                + ")",
            e);
      }
    }
    if (SEEDS < 100) {
      return;
    }
    // A run that never reached a fault would prove nothing.
    assertThat(counted)
        .contains(
            "crash",
            "power lost",
            "disk lost",
            "log lost",
            "database lost",
            "pause",
            "wall clock set back",
            "wall clock set forward",
            "partition",
            "one-way cut",
            "cut from the arbiter",
            "arbiter away",
            "log stands still",
            "deaf to the arbiter",
            "change of unknown outcome",
            "change done late",
            "connection broken",
            "forced by the operator",
            "rebuilt",
            "group failed",
            "peer message lost",
            "peer message twice",
            "peer message overtaken",
            "checkpoint lost",
            "client cut off",
            "client killed",
            "client disconnected",
            "second session",
            "superseded",
            "operation log read",
            "resend of a committed request",
            "log trimmed",
            "TAKEOVER_STARTED",
            "BACKUP_LOST",
            "BACKUP_JOINED",
            "BELOW_MINIMUM",
            "silent client forgotten",
            "switchover",
            "switched over",
            "not switched over");
  }
}
