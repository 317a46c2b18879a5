package io.understudy.simulator;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Purpose;
import io.understudy.protocol.instance.Role;
import io.understudy.protocol.instance.Setting;
import io.understudy.protocol.instance.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One seeded run: load, faults at random, all healed, all checked. */
public final class Schedule {
  private static final int STEPS = 7;
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");

  /** How many instances there are at first, by the seed; most services are pairs. */
  private static final int[] INSTANCES = {
    3, 2, 2, 3, 2, 1, 3, 2, 2, 4, 3, 2, 2, 3, 2, 1, 3, 2, 2, 5
  };

  /** How long something stays broken at most, in milliseconds: silence is noticed after 2,000. */
  private static final int UNHEALED = 2_700;

  /** How long all is well at most before the next thing breaks, in milliseconds. */
  private static final int HEALED = 1_500;

  /** Within what an arbiter that is away must not be noticed, in milliseconds. */
  private static final int PATIENCE = 2_000;

  private static final int CLIENTS = 3;

  /** A client that comes and goes. */
  private static final int GUEST = CLIENTS;

  private static final int RETENTION_SECONDS = 5;

  /**
   * Bounds of the operation log, so tight that an instance that comes back may be too far behind.
   */
  private static final int LOG_ROWS = 60;

  private static final int LOG_SECONDS = 2;
  private static final int WEEK_SECONDS = 604_800;
  private static final int SPARE_SECONDS = 1;

  private final long seed;
  private final Cluster cluster;
  private final Timeline time;
  private final List<String> names;
  private int added;

  public Schedule(long seed) {
    this(seed, false);
  }

  /**
   * @param takesNotes whether a failure is to tell what happened before; the run is the same
   */
  public Schedule(long seed, boolean takesNotes) {
    this.seed = seed;
    int instances = INSTANCES[Math.floorMod(seed, INSTANCES.length)];
    this.names = new ArrayList<>(NAMES.subList(0, instances));
    int minInSync = seed % 7 == 3 && instances > 1 ? 1 : 0;
    int retention = seed % 5 == 2 ? RETENTION_SECONDS : WEEK_SECONDS;
    Map<String, Purpose> purposes = purposes(seed);
    names.addAll(purposes.keySet());
    int logRows = seed % 3 == 1 ? LOG_ROWS : Settings.DEFAULT.operationLogRows();
    int logSeconds = seed % 6 == 2 ? LOG_SECONDS : WEEK_SECONDS;
    int fuzzy = seed % 5 == 0 ? 1 : 0;
    int gather = seed % 11 < 7 ? 0 : Settings.DEFAULT.backupGatherMillis();
    Settings settings =
        Settings.of(
            Map.of(
                Setting.BACKUP_GATHER_MS, gather,
                Setting.MIN_IN_SYNC, minInSync,
                Setting.RETENTION_SECONDS, retention,
                Setting.SPARE_SECONDS, SPARE_SECONDS,
                Setting.OPERATION_LOG_ROWS, logRows,
                Setting.OPERATION_LOG_SECONDS, logSeconds,
                Setting.FUZZY_COPY, fuzzy));
    this.cluster = new Cluster(seed, settings, takesNotes, names, purposes);
    this.time = cluster.time();
    cluster.witness().count(instances + (instances == 1 ? " instance" : " instances"));
    purposes.values().forEach(purpose -> cluster.witness().count("a " + purpose));
  }

  /** Who is there besides the members. */
  private static Map<String, Purpose> purposes(long seed) {
    return switch ((int) (seed % 8)) {
      case 3 -> Map.of("r", Purpose.REMOTE);
      case 6 -> Map.of("s", Purpose.SPARE);
      default -> Map.of();
    };
  }

  /**
   * Runs it to its end.
   *
   * @throws Violation if a rule is broken
   * @throws Stall if it does not come to its end
   */
  public Witness run() {
    play();
    cluster.checkAtTheEnd();
    return cluster.witness();
  }

  /** All of it, with the checks after each step alone. */
  void play() {
    cluster.client("one", 1);
    cluster.client("few", 8);
    cluster.client("many", 64);
    cluster.client("guest", 4);
    require(cluster.runUntilWhole(30_000), "not whole at first");
    cluster.faults(true);
    for (int step = 0; step < STEPS; step++) {
      cluster.load(30);
      time.run(time.between(1, 300));
      guest(step);
      disturb();
      time.run(time.between(1, UNHEALED));
      if (time.chance(0.5)) {
        cluster.healAll();
        cluster.faults(true);
        time.run(time.between(1, HEALED));
      }
    }
    cluster.healAll();
    require(cluster.runUntilAnswered(90_000), "not all answered, though all was healed");
    // A log that stands still lets its backup be in sync for a while yet.
    time.run(3_000);
    require(cluster.runUntilCaughtUp(90_000), "not whole, though all was healed");
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
          "seed " + seed + ": " + sentence + "\n" + cluster.witness().notes() + cluster.status());
    }
  }

  private void disturb() {
    String one = names.get((int) time.between(0, names.size() - 1));
    if (names.size() == 1) {
      disturbAlone(one);
      return;
    }
    String other = names.get((names.indexOf(one) + 1) % names.size());
    switch ((int) time.between(0, 10)) {
      case 0, 1 -> disturbProcess(one, other);
      case 2, 3, 4 -> disturbNetwork(one, other);
      case 5 -> disturbDisk(one, other);
      case 6 -> disturbClocks(one, other);
      case 7 -> disturbClient((int) time.between(0, CLIENTS - 1), one);
      case 8 -> command(one, other);
      case 9 -> disturbRecord(one, other);
      default -> diverge(one, other);
    }
  }

  /** What an only instance can bear. */
  private void disturbAlone(String one) {
    switch ((int) time.between(0, 4)) {
      case 0 -> disturbProcess(one, one);
      case 1 -> cluster.arbiterAway(true);
      case 2 -> cluster.slowDisk(one);
      case 3 -> disturbClient((int) time.between(0, CLIENTS - 1), one);
      default -> addOrRemove(one);
    }
  }

  private void disturbProcess(String one, String other) {
    switch ((int) time.between(0, 8)) {
      case 0 -> cluster.crash(one, false);
      case 1 -> cluster.crash(one, true);
      case 2, 3 -> cluster.crashInStep(one, (int) time.between(1, 400));
      case 4 -> {
        cluster.crash(one, true);
        cluster.crash(other, true);
        cluster.start(one);
      }
      case 5 -> {
        cluster.crash(one, false);
        time.run(time.between(0, 20));
        cluster.start(one);
      }
      case 6, 7 -> cluster.pause(one, time.between(150, 600));
      default -> cluster.pause(one, time.between(3_500, 7_000));
    }
  }

  private void disturbNetwork(String one, String other) {
    switch ((int) time.between(0, 9)) {
      case 0 -> cluster.partition(one, other);
      case 1 -> cluster.cutOneWay(one, other);
      case 2 -> cluster.cutFromArbiter(one);
      case 3, 4, 5 -> cluster.breakConnection(one, other);
      case 6 -> {
        cluster.breakConnection(one, other);
        cluster.muteToArbiter(one);
      }
      case 7 -> {
        cluster.cutFromArbiter(one);
        cluster.crash(other, false);
        cluster.start(other);
        time.run(time.between(10, 60));
        cluster.breakConnection(one, other);
      }
      default -> {
        cluster.partition(one, other);
        cluster.cutFromArbiter(one);
      }
    }
  }

  private void disturbDisk(String one, String other) {
    switch ((int) time.between(0, 5)) {
      case 0 -> loseDisk(one);
      case 1 -> cluster.slowDisk(one);
      case 2 -> cluster.stallLog(one, time.between(100, 5_000));
      case 3, 4 -> copyDisturbed(one, other);
      default -> resignUnreplaced();
    }
  }

  private void disturbClocks(String one, String other) {
    cluster.stepWallClock(one, time.between(-3_000, 3_000));
    if (time.chance(0.7)) {
      cluster.stepWallClock(other, time.between(-3_000, 3_000));
      cluster.breakConnection(one, other);
      if (time.chance(0.5)) {
        cluster.cutFromArbiter(one);
      }
    }
  }

  private void disturbClient(int client, String one) {
    switch ((int) time.between(0, 5)) {
      case 0 -> cluster.cutClient(client, one);
      case 1 -> cluster.cutClientOneWay(client, one, false);
      case 2 -> cluster.cutClientOneWay(client, one, true);
      case 3 -> cluster.killClient(client);
      case 4 -> cluster.supersedeClient(client);
      default -> cluster.disconnectClient(client);
    }
  }

  /** What an operator does. */
  private void command(String one, String other) {
    switch ((int) time.between(0, 7)) {
      case 0 -> forceOther(one, other);
      case 1, 2 -> addOrRemove(one);
      case 3, 4 -> cluster.switchOver("");
      default -> switchOverDisturbed(one, other);
    }
  }

  private void disturbRecord(String one, String other) {
    switch ((int) time.between(0, 3)) {
      case 0 -> cluster.arbiterAway(true);
      case 1, 2 -> joinUnheard(one, other);
      default -> goOnWithoutArbiter();
    }
  }

  /** R13: with nothing else wrong, nobody notices that the arbiter is away. */
  private void goOnWithoutArbiter() {
    cluster.healAll();
    // Clients that were cut off may wait; and what was asked of the arbiter is still under way.
    if (!cluster.runUntilAnswered(30_000) || !cluster.runUntilCaughtUp(30_000)) {
      return;
    }
    time.run(1_000);
    cluster.arbiterAway(true);
    long epoch = cluster.record().epoch();
    time.run(2_000);
    cluster.load(20);
    boolean answered = cluster.runUntilAnswered(PATIENCE);
    cluster
        .witness()
        .check(
            answered || cluster.record().epoch() != epoch,
            () -> "The arbiter is away, all else is well, and nobody is answered.");
    cluster.witness().count("gone on without the arbiter");
    cluster.faults(true);
  }

  /** An operator takes a backup away, or brings another; what is left goes on. */
  private void addOrRemove(String one) {
    cluster.healAll();
    // Who was stopped finds out only now that others have been silent.
    time.run(200);
    if (names.size() > 1 && cluster.runUntilCaughtUp(30_000) && time.chance(0.5)) {
      boolean last = cluster.backupsWanted() <= cluster.settings().minInSync();
      boolean counts = cluster.purpose(one) == Purpose.MEMBER;
      if (!one.equals(cluster.serving()) && !(counts && last) && cluster.remove(one)) {
        names.remove(one);
      }
    } else if (names.size() < NAMES.size()) {
      names.add("f" + ++added);
      cluster.add(names.get(names.size() - 1));
    }
    cluster.faults(true);
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

  /**
   * One executes something otherwise than the others. With two copies the primary's stands, and
   * what it has cannot be made again by a replay: then it is the backup. Nothing else may go wrong
   * before that is found; after that anything may.
   */
  private void diverge(String one, String other) {
    cluster.healAll();
    cluster.runUntilWhole(30_000);
    time.run(2_500);
    if (!cluster.isCalm()) {
      return;
    }
    String primary = cluster.serving();
    String odd = one.equals(primary) && cluster.record().inSync().size() < 2 ? other : one;
    boolean unseen = odd.equals(primary) || time.chance(0.5);
    boolean unheard = !odd.equals(primary) && time.chance(0.3);
    if (unheard) {
      // The primary does not get it out of the set.
      cluster.cutFromArbiter(primary);
    }
    cluster.diverge(odd, unseen ? Database.Divergence.OBJECTS : Database.Divergence.RESPONSE);
    cluster.load(40);
    boolean found = time.runUntil(() -> cluster.isVoid(odd), 5_000);
    if (!found) {
      cluster.diverge(odd, Database.Divergence.NONE);
    } else if (unheard) {
      cluster.crash(primary, false);
    }
    if (time.chance(0.7)) {
      cluster.crash(odd, false);
      cluster.start(odd);
    }
    time.run(time.between(1, 2_000));
    cluster.healAll();
    cluster.runUntilWhole(30_000);
    cluster.faults(true);
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
   * One goes on alone and dies; the operator goes on with the other, and gives up what it lacks:
   * nothing of what was committed while it was a member.
   */
  private void forceOther(String one, String other) {
    if (names.size() > 2) {
      return;
    }
    cluster.healAll();
    EntryId due = isMember(other) && cluster.isWhole() ? cluster.witness().lastCommitted() : null;
    cluster.crash(other, time.chance(0.5));
    cluster.load(20);
    time.run(1_000);
    cluster.crash(one, false);
    cluster.start(other);
    time.run(2_000);
    if (cluster.role(other) == Role.JOINING && !cluster.isCopying(other)) {
      cluster
          .witness()
          .check(
              due == null || cluster.machine(other).has(due),
              () -> other + " is to be forced, and has " + due + " no more");
      cluster.forcePrimary(other);
    }
    cluster.faults(true);
  }

  private boolean isMember(String name) {
    Configuration record = cluster.record();
    return record.primary().equals(name)
        || record.inSync().stream().anyMatch(each -> each.instance().equals(name));
  }

  /** One that has lost its disk gets a full copy, and something goes wrong in the middle of it. */
  private void copyDisturbed(String one, String other) {
    cluster.healAll();
    if (!cluster.runUntilWhole(30_000) || !mayLoseDisk()) {
      return;
    }
    cluster.load(40);
    cluster.loseDisk(one);
    cluster.start(one);
    cluster.faults(true);
    time.runUntil(() -> cluster.isCopying(one), 3_000);
    time.run(time.between(0, 200));
    switch ((int) time.between(0, 7)) {
      case 0, 1 -> cluster.crash(one, false);
      case 2 -> cluster.crash(one, true);
      case 3, 4 -> cluster.crash(other, false);
      case 5 -> cluster.breakConnection(one, other);
      case 6 -> cluster.pause(other, time.between(150, 7_000));
      default -> cluster.partition(one, other);
    }
    time.run(time.between(0, 300));
    cluster.start(one);
    cluster.start(other);
    time.run(time.between(0, 1_000));
    // What it had is nowhere else but on the others until it is back.
    cluster.healAll();
    cluster.runUntilWhole(30_000);
    cluster.faults(true);
  }

  /**
   * Only while another has all of it: two lost disks are one too many. A change of the record that
   * is on its way could make it the only one that counts.
   */
  private boolean mayLoseDisk() {
    return !cluster.record().inSync().isEmpty() && !cluster.arbiter().isAsked();
  }

  private void loseDisk(String name) {
    if (!cluster.isWhole() || !mayLoseDisk()) {
      return;
    }
    switch ((int) time.between(0, 3)) {
      case 0 -> cluster.loseDisk(name);
      case 1 -> cluster.loseLog(name);
      case 2 -> tearDatabase(name);
      default -> cluster.loseDatabase(name);
    }
    cluster.start(name);
    // What it had is nowhere else but on the others until it is back.
    cluster.faults(false);
    cluster.runUntilWhole(30_000);
    awaitMended(name);
    cluster.faults(true);
  }

  /**
   * Not where a spare may take its place: a spare executes nothing, and is not found out. Nor where
   * the others may be lost to it meanwhile: a primary is to have somebody to leave its office to.
   */
  private void tearDatabase(String name) {
    boolean spares = names.stream().anyMatch(each -> cluster.purpose(each) == Purpose.SPARE);
    cluster.healAll();
    if (spares || !time.runUntil(cluster::isCalm, 30_000) || !mayLoseDisk()) {
      return;
    }
    cluster.tearDatabase(name);
  }

  /** Nothing else may go wrong while it can commit nothing: it may be in sync as long. */
  private void awaitMended(String name) {
    if (cluster.isTorn(name)) {
      cluster.healAll();
      cluster.load(4);
      require(
          time.runUntil(() -> !cluster.isTorn(name), 90_000), name + " is never brought up anew");
      require(cluster.runUntilWhole(30_000), "not whole when " + name + " was brought up anew");
      cluster.witness().count("brought up anew after a torn commit");
    }
  }
}
