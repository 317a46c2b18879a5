package io.understudy.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
        counted.addAll(run(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "seed " + seed + " (repeat: -Dunderstudy.seeds=1 -Dunderstudy.first-seed=" + seed + ")",
            e);
      }
    }
    // A run that never reached a fault would prove nothing.
    assertThat(counted)
        .contains(
            "crash",
            "power lost",
            "disk lost",
            "partition",
            "one-way cut",
            "cut from the arbiter",
            "arbiter away",
            "change of unknown outcome",
            "group failed",
            "operation log read",
            "resend of a committed request",
            "log trimmed",
            "TAKEOVER_STARTED",
            "BACKUP_LOST",
            "BACKUP_JOINED");
  }

  private static Set<String> run(long seed) {
    String[] names = seed % 3 == 0 ? new String[] {"a", "b", "c"} : new String[] {"a", "b"};
    Cluster cluster = new Cluster(seed, names);
    cluster.client("one", 1);
    cluster.client("few", 8);
    cluster.client("many", 64);
    assertThat(cluster.runUntilWhole(30_000)).as("whole at first").isTrue();
    cluster.faults(true);
    for (int step = 0; step < 8; step++) {
      cluster.load(40);
      cluster.time().run(cluster.time().between(1, 400));
      disturb(cluster, List.of(names));
      cluster.time().run(cluster.time().between(1, 3000));
      if (cluster.time().chance(0.5)) {
        cluster.healAll();
        cluster.faults(true);
        cluster.time().run(cluster.time().between(1, 3000));
      }
    }
    cluster.healAll();
    boolean done = cluster.runUntilAnswered(60_000) && cluster.runUntilWhole(60_000);
    cluster.witness().check(done, "not whole, or not all answered, a minute after all was healed");
    cluster.time().run(3_000);
    cluster.checkAtTheEnd();
    return cluster.witness().counted();
  }

  private static void disturb(Cluster cluster, List<String> names) {
    Timeline time = cluster.time();
    String one = names.get((int) time.between(0, names.size() - 1));
    String other = names.get((names.indexOf(one) + 1) % names.size());
    switch ((int) time.between(0, 9)) {
      case 0, 1 -> cluster.crash(one, false);
      case 2 -> cluster.crash(one, true);
      case 3 -> cluster.partition(one, other);
      case 4 -> cluster.cutOneWay(one, other);
      case 5 -> cluster.cutFromArbiter(one);
      case 6 -> cluster.arbiterAway(true);
      case 7 -> {
        cluster.crash(one, true);
        cluster.crash(other, true);
        cluster.start(one);
      }
      case 8 -> loseBackupDisk(cluster, one);
      default -> cluster.slowDisk(one);
    }
  }

  /** Only while another has all of it: two lost disks are one too many. */
  private static void loseBackupDisk(Cluster cluster, String name) {
    String serving = cluster.serving();
    if (serving != null && cluster.isWhole() && cluster.time().chance(0.9)) {
      cluster.loseDisk(name);
      cluster.start(name);
      cluster.runUntilWhole(20_000);
    }
  }
}
