package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.boot.server.Installation;
import io.understudy.torture.Campaign;
import io.understudy.torture.Checked;
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

  private static final long SOME = 100;

  /** Those that all clients meet on, and their counters. */
  private static final long SOME_OBJECTS = 20;

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

  /** A torture that cannot find anything would hold nothing. */
  @Test
  @Tag("long")
  void shouldFindOutWhenTheStoreLosesWhatItHasAnswered() throws Exception {
    Installation lossy = LossyStore.make(directory.resolve("home"));
    try (Campaign campaign = campaign(lossy, List.of(Fault.CALM), 5, 1)) {
      boolean right = campaign.run();
      campaign.print();

      // by the order that the answers name, blind to it, and by what is in the database
      assertThat(campaign.wrong())
          .anyMatch(wrong -> wrong.contains("was answered, the model says"))
          .anyMatch(wrong -> wrong.contains("blind to SSNs"))
          .anyMatch(wrong -> wrong.contains("must be"));
      assertThat(right).isFalse();
    }
  }

  @Test
  @Tag("long")
  void shouldFindOutWhenAClientSeesAnException() throws Exception {
    // given a store that refuses what the clients ask for
    Installation lacking = SingleStore.make(directory.resolve("home"));
    try (Campaign campaign = campaign(lacking, List.of(Fault.CALM), 5, 1)) {
      boolean right = campaign.run();
      campaign.print();

      assertThat(campaign.wrong()).anyMatch(wrong -> wrong.contains("A client saw an exception"));
      assertThat(right).isFalse();
    }
  }

  private Map<Fault, Long> run(List<Fault> faults, int minutes, int backups) throws Exception {
    try (Campaign campaign = campaign(Installation.located(), faults, minutes, backups)) {
      boolean right = campaign.run();
      campaign.print();

      assertThat(campaign.wrong()).isEmpty();
      assertThat(right).isTrue();
      assertLookedAt(campaign.checked());
      leftOut = campaign.leftOut();
      return campaign.longestPauses();
    }
  }

  private Campaign campaign(Installation tried, List<Fault> faults, int minutes, int backups) {
    long seed = new Random().nextInt(1_000_000);
    System.out.println("seed " + seed);
    Plan plan = new Plan(faults, 1, Duration.ofMinutes(minutes), backups, 6, 4, 400, seed);
    return new Campaign(tried, directory.resolve("data"), plan, new PrintWriter(System.out));
  }

  /** What is not looked at is never wrong. */
  private static void assertLookedAt(Checked checked) {
    assertThat(checked.mutations()).as("mutations").isGreaterThan(SOME);
    assertThat(checked.queries()).as("queries").isGreaterThan(SOME);
    assertThat(checked.blind()).as("histories of one object").isGreaterThan(SOME_OBJECTS);
    assertThat(checked.givenUp())
        .as("of them, those that were too hard for the search")
        .isLessThanOrEqualTo(checked.blind() / 10);
    assertThat(checked.rows()).as("rows of databases").isGreaterThan(SOME);
    assertThat(checked.inLog()).as("mutations in the operation log").isGreaterThan(SOME);
  }
}
