package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.boot.server.Installation;
import io.understudy.torture.Campaign;
import io.understudy.torture.Fault;
import io.understudy.torture.Plan;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code understudy torture}: those faults that start one server at most. */
@Tag("long")
class TortureTest {
  private static final List<Fault> FAULTS =
      List.of(
          Fault.KILL_PRIMARY,
          Fault.ISOLATE_PRIMARY,
          Fault.HALT_PRIMARY_SHORTLY,
          Fault.LOSE_ANSWERS,
          Fault.SWITCHOVER);

  @TempDir Path directory;

  @Test
  void shouldHoldWhenServersAreKilledHaltedAndCutOffUnderLoad() throws Exception {
    long seed = new Random().nextInt(1_000_000);
    System.out.println("seed " + seed);
    Plan plan = new Plan(FAULTS, 1, Duration.ofMinutes(5), 1, 6, 4, 400, seed);
    try (Campaign campaign =
        new Campaign(
            Installation.located(), directory.resolve("data"), plan, new PrintWriter(System.out))) {
      boolean right = campaign.run();
      campaign.print();

      assertThat(campaign.wrong()).isEmpty();
      assertThat(right).isTrue();
    }
  }
}
