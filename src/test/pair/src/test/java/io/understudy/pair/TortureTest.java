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
import java.util.Set;
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
  private Set<Fault> leftOut;

  @Test
  void shouldHoldWhenServersAreKilledHaltedAndCutOffUnderLoad() throws Exception {
    Map<Fault, Long> pauses = run(FAULTS, 15, 1);

    assertThat(pauses).as("faults that were reached").containsOnlyKeys(FAULTS);
    // above the marks of torture, whose machine is not busy with tests; yet what is noticed by a
    // closed connection costs less than the detection time
    assertThat(pauses.get(Fault.SWITCHOVER)).isLessThan(1_500);
    assertThat(pauses.get(Fault.KILL_BACKUP)).isLessThan(2_000);
    assertThat(pauses.get(Fault.KILL_PRIMARY)).isLessThan(2_000);
    assertThat(pauses.get(Fault.HALT_PRIMARY)).isLessThan(6_000);
    assertThat(pauses.get(Fault.ISOLATE_PRIMARY)).isLessThan(6_000);
  }

  @Test
  @Tag("long")
  void shouldHoldWhateverElseIsDone() throws Exception {
    List<Fault> others = new ArrayList<>(List.of(Fault.values()));
    others.removeAll(FAULTS);

    Map<Fault, Long> pauses = run(others, 60, 1);

    others.removeAll(leftOut);
    assertThat(pauses).as("faults that were reached").containsOnlyKeys(others);
  }

  @Test
  @Tag("long")
  void shouldHoldWithTwoBackups() throws Exception {
    List<Fault> faults =
        List.of(
            Fault.KILL_PRIMARY,
            Fault.KILL_BACKUP,
            Fault.KILL_ALL,
            Fault.HALT_PRIMARY,
            Fault.PART_PEERS,
            Fault.LOSE_ACKS,
            Fault.SWITCHOVER);

    assertThat(run(faults, 60, 2)).as("faults that were reached").containsOnlyKeys(faults);
  }

  private Map<Fault, Long> run(List<Fault> faults, int minutes, int backups) throws Exception {
    long seed = new Random().nextInt(1_000_000);
    System.out.println("seed " + seed);
    Plan plan = new Plan(faults, 1, Duration.ofMinutes(minutes), backups, 6, 4, 400, seed);
    try (Campaign campaign =
        new Campaign(
            Installation.located(), directory.resolve("data"), plan, new PrintWriter(System.out))) {
      boolean right = campaign.run();
      campaign.print();

      assertThat(campaign.wrong()).isEmpty();
      assertThat(right).isTrue();
      leftOut = campaign.leftOut();
      return campaign.longestPauses();
    }
  }
}
