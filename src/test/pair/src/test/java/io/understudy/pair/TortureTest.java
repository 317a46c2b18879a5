package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.boot.server.Installation;
import io.understudy.torture.Campaign;
import io.understudy.torture.Fault;
import io.understudy.torture.Plan;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short form of {@code understudy torture}: either server killed, the primary halted and cut
 * off longer than the detection time, and a planned switchover.
 */
class TortureTest {
  private static final List<Fault> FAULTS =
      List.of(
          Fault.KILL_PRIMARY,
          Fault.KILL_BACKUP,
          Fault.HALT_PRIMARY,
          Fault.ISOLATE_PRIMARY,
          Fault.SWITCHOVER);

  @TempDir Path directory;

  @Test
  void shouldHoldWhenServersAreKilledHaltedAndCutOffUnderLoad() throws Exception {
    Map<Fault, Long> pauses = run(FAULTS);

    assertThat(pauses).as("faults that were reached").containsOnlyKeys(FAULTS);
    // less than the detection time, which the loss of a server may cost; the machine may be busy
    assertThat(pauses.get(Fault.SWITCHOVER)).isLessThan(1_500);
  }

  @Test
  @Tag("long")
  void shouldHoldWhateverElseIsDone() throws Exception {
    List<Fault> others = new ArrayList<>(List.of(Fault.values()));
    others.removeAll(FAULTS);

    assertThat(run(others)).isNotEmpty();
  }

  private Map<Fault, Long> run(List<Fault> faults) throws Exception {
    long seed = new Random().nextInt(1_000_000);
    System.out.println("seed " + seed);
    Plan plan = new Plan(faults, 1, Duration.ofMinutes(15), 1, 6, 4, 400, seed);
    try (Campaign campaign =
        new Campaign(
            Installation.located(), directory.resolve("data"), plan, new PrintWriter(System.out))) {
      boolean right = campaign.run();
      campaign.print();

      assertThat(campaign.wrong()).isEmpty();
      assertThat(right).isTrue();
      return campaign.longestPauses();
    }
  }
}
