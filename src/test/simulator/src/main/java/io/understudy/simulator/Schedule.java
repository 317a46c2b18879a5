package io.understudy.simulator;

import io.understudy.protocol.instance.Role;
import io.understudy.protocol.instance.Settings;
import java.util.List;

/** One seeded run: load, faults at random, all healed, all checked. */
public final class Schedule {
  private static final int STEPS = 8;
  private static final int CLIENTS = 3;

  /** A client that comes and goes. */
  private static final int GUEST = CLIENTS;

  private static final int RETENTION_SECONDS = 5;
  private static final int WEEK_SECONDS = 604_800;

  private final long seed;
  private final Cluster cluster;
  private final Timeline time;
  private final List<String> names;

  public Schedule(long seed) {
    this.seed = seed;
    this.names = seed % 3 == 0 ? List.of("a", "b", "c") : List.of("a", "b");
    this.cluster =
        new Cluster(
            seed,
            settings(seed % 7 == 3 ? 1 : 0, seed % 5 == 2 ? RETENTION_SECONDS : WEEK_SECONDS),
            names.toArray(String[]::new));
    this.time = cluster.time();
  }

  /** The usual settings, but for the least number of backups in sync. */
  static Settings settings(int minInSync) {
    return settings(minInSync, WEEK_SECONDS);
  }

  static Settings settings(int minInSync, int retentionSeconds) {
    Settings usual = Settings.DEFAULT;
    return new Settings(
        usual.heartbeatMillis(),
        usual.promiseMillis(),
        usual.marginMillis(),
        usual.detectionMillis(),
        usual.maxPending(),
        usual.maxPendingBytes(),
        usual.maxGroup(),
        usual.maxCheckpointBytes(),
        usual.maxClients(),
        usual.maxRequestBytes(),
        minInSync,
        retentionSeconds);
  }

  /**
   * Runs it to its end.
   *
   * @throws Violation if a rule is broken
   * @throws Stall if it does not come to its end
   */
  public Witness run() {
    cluster.client("one", 1);
    cluster.client("few", 8);
    cluster.client("many", 64);
    cluster.client("guest", 4);
    require(cluster.runUntilWhole(30_000), "not whole at first");
    cluster.faults(true);
    for (int step = 0; step < STEPS; step++) {
      cluster.load(40);
      time.run(time.between(1, 400));
      guest(step);
      disturb();
      time.run(time.between(1, 3000));
      if (time.chance(0.5)) {
        cluster.healAll();
        cluster.faults(true);
        time.run(time.between(1, 3000));
      }
    }
    cluster.healAll();
    require(
        cluster.runUntilAnswered(90_000) && cluster.runUntilWhole(90_000),
        "not whole, or not all answered, though all was healed");
    time.run(3_000);
    require(time.runUntil(cluster::isLevel, 5_000), "one lags behind");
    cluster.checkAtTheEnd();
    return cluster.witness();
  }

  /** It comes, leaves in the middle of its requests, and comes again when it was long silent. */
  private void guest(int step) {
    if (step % 4 == 0) {
      cluster.clientLeaves(GUEST);
    } else if (step % 4 == 3) {
      cluster.clientReturns(GUEST);
    }
  }

  private void require(boolean holds, String sentence) {
    if (!holds) {
      throw new Stall(
          "seed " + seed + ": " + sentence + "\n" + String.join("\n", cluster.witness().notes()));
    }
  }

  private void disturb() {
    String one = names.get((int) time.between(0, names.size() - 1));
    String other = names.get((names.indexOf(one) + 1) % names.size());
    switch ((int) time.between(0, 34)) {
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
      case 8 -> loseDisk(one);
      case 9 -> cluster.slowDisk(one);
      case 10 -> {
        cluster.crash(one, false);
        time.run(time.between(0, 20));
        cluster.start(one);
      }
      case 11, 12 -> cluster.pause(one, time.between(150, 600));
      case 13 -> cluster.pause(one, time.between(3_500, 7_000));
      case 14 -> cluster.stepWallClock(one, time.between(-3_000, 3_000));
      case 15 -> cluster.cutClient((int) time.between(0, CLIENTS - 1), one);
      case 16 -> cluster.killClient((int) time.between(0, CLIENTS - 1));
      case 17 -> cluster.supersedeClient((int) time.between(0, CLIENTS - 1));
      case 18 -> cluster.disconnectClient((int) time.between(0, CLIENTS - 1));
      case 19, 20, 21 -> cluster.breakConnection(one, other);
      case 22 -> {
        cluster.breakConnection(one, other);
        cluster.cutFromArbiter(one);
      }
      case 23 -> forceOther(one, other);
      case 24, 25 -> {
        cluster.stepWallClock(one, time.between(-3_000, 3_000));
        cluster.stepWallClock(other, time.between(-3_000, 3_000));
        cluster.breakConnection(one, other);
        if (time.chance(0.5)) {
          cluster.cutFromArbiter(one);
        }
      }
      case 28 -> cluster.stallLog(one, time.between(100, 5_000));
      case 29 -> resignUnreplaced();
      case 26 -> joinUnheard(one, other);
      case 27 -> {
        cluster.cutFromArbiter(one);
        cluster.crash(other, false);
        cluster.start(other);
        time.run(time.between(10, 60));
        cluster.breakConnection(one, other);
      }
      case 31, 32 -> cluster.switchOver("");
      case 33, 34 -> switchOverDisturbed(one, other);
      default -> {
        cluster.partition(one, other);
        cluster.cutFromArbiter(one);
      }
    }
  }

  /** The operator has the primary hand over, and something goes wrong before or after. */
  private void switchOverDisturbed(String one, String other) {
    cluster.healAll();
    cluster.runUntilWhole(30_000);
    cluster.faults(true);
    cluster.load(40);
    int kind = (int) time.between(0, 5);
    if (kind == 0) {
      cluster.cutFromArbiter(one);
    }
    cluster.switchOver(time.chance(0.5) ? one : "");
    time.run(time.between(0, 40));
    switch (kind) {
      case 1 -> cluster.crash(one, false);
      case 2 -> cluster.cutOneWay(one, other);
      case 3 -> cluster.pause(one, time.between(150, 7_000));
      case 4 -> cluster.arbiterAway(true);
      case 5 -> cluster.breakConnection(one, other);
      default -> cluster.stepWallClock(one, time.between(-3_000, 3_000));
    }
  }

  /** The primary's log stands still so long that it resigns, and nobody can take its place. */
  private void resignUnreplaced() {
    cluster.healAll();
    cluster.runUntilWhole(30_000);
    String primary = cluster.serving();
    names.stream().filter(name -> !name.equals(primary)).forEach(cluster::cutFromArbiter);
    if (primary != null) {
      cluster.stallLog(primary, time.between(3_500, 7_000));
    }
    // Some of it still reaches the others' logs, and not the primary's.
    cluster.load(40);
    time.run(6_000);
    cluster.faults(true);
  }

  /** The other comes back, and the primary is not told that the arbiter has put it into the set. */
  private void joinUnheard(String one, String other) {
    cluster.crash(other, false);
    time.run(time.between(50, 500));
    cluster.start(other);
    time.run(time.between(0, 400));
    cluster.deafToArbiter(one);
    time.run(time.between(100, 600));
    cluster.breakConnection(one, other);
  }

  /**
   * One goes on alone and dies; the operator goes on with the other, and gives up what it lacks.
   */
  private void forceOther(String one, String other) {
    if (names.size() > 2) {
      return;
    }
    cluster.healAll();
    cluster.crash(other, false);
    cluster.load(20);
    time.run(1_000);
    cluster.crash(one, false);
    cluster.start(other);
    time.run(2_000);
    if (cluster.role(other) == Role.JOINING) {
      cluster.forcePrimary(other);
    }
    cluster.faults(true);
  }

  /** Only while another has all of it: two lost disks are one too many. */
  private void loseDisk(String name) {
    if (!cluster.isWhole()) {
      return;
    }
    switch ((int) time.between(0, 2)) {
      case 0 -> cluster.loseDisk(name);
      case 1 -> cluster.loseLog(name);
      default -> cluster.loseDatabase(name);
    }
    cluster.start(name);
    // What it had is nowhere else but on the others until it is back.
    cluster.faults(false);
    cluster.runUntilWhole(30_000);
    cluster.faults(true);
  }
}
