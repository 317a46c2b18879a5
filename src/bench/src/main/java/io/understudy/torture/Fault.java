package io.understudy.torture;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What is done to a service under load. What is lost or stands still is given back after a while.
 */
public enum Fault {
  CALM("no fault", 10_000, 10_000, After.UNCHANGED, (scene, primary) -> {}),
  KILL_PRIMARY(
      "SIGKILL of the primary",
      3_000,
      3_000,
      After.REPLACED,
      (scene, primary) -> scene.kill(primary)),
  KILL_BACKUP(
      "SIGKILL of a backup",
      3_000,
      3_000,
      After.KEPT,
      (scene, primary) -> scene.kill(scene.backup(primary))),
  KILL_ALL(
      "SIGKILL of all servers at once",
      1_000,
      1_000,
      After.ANY,
      (scene, primary) -> scene.killAll()),
  HALT_PRIMARY(
      "SIGSTOP of the primary, then SIGCONT",
      3_500,
      6_000,
      After.REPLACED,
      (scene, primary) -> scene.halt(primary)),
  HALT_PRIMARY_SHORTLY(
      "SIGSTOP of the primary, longer than its lease and shorter than the detection time",
      300,
      1_200,
      After.UNCHANGED,
      (scene, primary) -> scene.halt(primary)),
  HALT_BACKUP(
      "SIGSTOP of a backup, then SIGCONT",
      3_500,
      6_000,
      After.KEPT,
      (scene, primary) -> scene.halt(scene.backup(primary))),
  ISOLATE_PRIMARY(
      "the primary cut off from all",
      3_500,
      6_000,
      After.REPLACED,
      (scene, primary) -> scene.network().isolate(primary)),
  ISOLATE_BACKUP(
      "a backup cut off from all",
      3_500,
      6_000,
      After.KEPT,
      (scene, primary) -> scene.network().isolate(scene.backup(primary))),
  PART_PEERS(
      "primary and backup cut off from each other",
      3_500,
      6_000,
      After.ANY,
      (scene, primary) -> scene.network().part(primary, scene.backup(primary))),
  LOSE_CHECKPOINTS(
      "what the primary says to a backup is lost, one way",
      3_500,
      6_000,
      After.ANY,
      (scene, primary) -> scene.network().loseWords(primary, scene.backup(primary))),
  LOSE_ACKS(
      "what a backup says to the primary is lost, one way",
      3_500,
      6_000,
      After.ANY,
      (scene, primary) -> scene.network().loseWords(scene.backup(primary), primary)),
  REFUSE_CLIENTS(
      "connections of clients to the primary closed and refused",
      300,
      1_200,
      After.UNCHANGED,
      (scene, primary) -> scene.network().set(Forwarders.CLIENTS, primary, Network.REFUSED)),
  LOSE_ANSWERS(
      "what the primary says to clients is lost, one way",
      1_000,
      2_000,
      After.UNCHANGED,
      (scene, primary) -> scene.network().set(Forwarders.CLIENTS, primary, Network.LOST_BACK)),
  KILL_ARBITER(
      "SIGKILL of the arbiter",
      3_000,
      5_000,
      After.UNCHANGED,
      (scene, primary) -> scene.killArbiter()),
  LOSE_ARBITER(
      "all servers cut off from the arbiter",
      3_000,
      5_000,
      After.UNCHANGED,
      (scene, primary) -> scene.network().loseArbiter()),
  FILL_PRIMARY(
      "disk full at the primary",
      15_000,
      15_000,
      After.REPLACED,
      (scene, primary) -> scene.fillSmallDisk()),
  FILL_BACKUP(
      "disk full at a backup", 6_000, 6_000, After.KEPT, (scene, primary) -> scene.fillSmallDisk()),
  LIMIT_PRIMARY(
      "no file of the primary can be written beyond 64 KiB",
      6_000,
      6_000,
      After.REPLACED,
      (scene, primary) -> scene.limitFiles(primary)),
  LIMIT_BACKUP(
      "no file of a backup can be written beyond 64 KiB",
      6_000,
      6_000,
      After.KEPT,
      (scene, primary) -> scene.limitFiles(scene.backup(primary))),
  SWITCHOVER(
      "planned switchover", 500, 500, After.REPLACED, (scene, primary) -> scene.switchOver());

  /** What must be so when it is over. */
  enum After {
    /** The same primary in the same epoch. */
    UNCHANGED,
    /** The same primary, in a higher epoch: the backup was taken out. */
    KEPT,
    /** Another primary, in a higher epoch. */
    REPLACED,
    /** Whichever, in a higher epoch. */
    ANY
  }

  /** Does it. */
  private interface Strike {
    void at(Scene scene, String primary);
  }

  private final String title;
  private final int shortest;
  private final int longest;
  private final After after;
  private final Strike strike;

  Fault(String title, int shortest, int longest, After after, Strike strike) {
    this.title = title;
    this.shortest = shortest;
    this.longest = longest;
    this.after = after;
    this.strike = strike;
  }

  static List<Fault> all() {
    return Arrays.asList(values());
  }

  /** As the command line knows it. */
  String option() {
    return name().toLowerCase().replace('_', '-');
  }

  String title() {
    return title;
  }

  After after() {
    return after;
  }

  private boolean needsSmallDisk() {
    return this == FILL_PRIMARY || this == FILL_BACKUP;
  }

  /** Whether this user and this system allow it. */
  boolean isPossible(Scene scene) {
    return !needsSmallDisk() || scene.mayMount();
  }

  /** What has to be done before; may make another the primary. */
  void prepare(Scene scene, String primary) {
    if (needsSmallDisk()) {
      scene.moveToSmallDisk(scene.backup(primary));
    }
    if (this == FILL_PRIMARY) {
      scene.switchOverToSmallDisk();
    }
  }

  void strike(Scene scene, String primary) {
    strike.at(scene, primary);
  }

  /** How long it lasts, in milliseconds. */
  int lasts(Random random) {
    return shortest + random.nextInt(longest - shortest + 1);
  }

  /** Whether the arbiter alone is away: clients have answers all the time (R13). */
  boolean takesTheArbiterOnly() {
    return this == KILL_ARBITER || this == LOSE_ARBITER;
  }

  /** Whether nobody answers until the servers are started again. */
  boolean endsAll() {
    return this == KILL_ALL;
  }
}
