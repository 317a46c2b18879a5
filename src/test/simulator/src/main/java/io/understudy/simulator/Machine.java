package io.understudy.simulator;

import io.understudy.protocol.EntryId;
import java.util.HashSet;
import java.util.Set;

/** A machine: a disk that survives a crash, and at most one process, which does not. */
final class Machine {
  private final Cluster cluster;
  private final String name;
  private final Database database = new Database();
  private final Disk disk = new Disk();
  private final ExecutionNote note = new ExecutionNote();
  private final Clock clock;
  private final Set<EntryId> lost = new HashSet<>();
  private Process process;
  private boolean started;
  private boolean refusesCopies;

  Machine(Cluster cluster, String name) {
    this.cluster = cluster;
    this.name = name;
    this.clock = new Clock(cluster.time());
    cluster.witness().count(clock.isFast() ? "fast clock" : "slow clock");
  }

  String name() {
    return name;
  }

  Database database() {
    return database;
  }

  Disk disk() {
    return disk;
  }

  ExecutionNote note() {
    return note;
  }

  Clock clock() {
    return clock;
  }

  /** Whether it has the entry where a loss of power does not reach it. */
  boolean has(EntryId id) {
    return disk.holds(id) || database.contains(id);
  }

  /** Whether it has it, or had it until that was lost or dropped. */
  boolean everHad(EntryId id) {
    return has(id) || lost.contains(id) || disk.hasDropped(id);
  }

  /** Its service or database takes no page of a full copy, say. */
  void refuseCopies(boolean refuses) {
    refusesCopies = refuses;
  }

  boolean refusesCopies() {
    return refusesCopies;
  }

  boolean isUp() {
    return process != null;
  }

  Process process() {
    return process;
  }

  void start() {
    cluster.witness().count(started ? "restart" : "start");
    started = true;
    process = new Process(cluster, this);
    process.boot();
  }

  /** SIGKILL: the disk stays. If power is lost, what the database had not synced goes. */
  void crash(boolean powerLost) {
    process = null;
    note.ended();
    if (powerLost) {
      database.loseUnsynced();
      note.loseUnsynced();
    }
  }

  /** What it has is void from now on; it had it all the same. */
  void becomeVoid() {
    database.operationLog().forEach(entry -> lost.add(entry.id()));
  }

  /** The disk is replaced by an empty one. */
  void loseDisk() {
    loseLog();
    loseDatabase();
    note.wipe();
  }

  /** The journal is replaced by an empty one; the database stays. */
  void loseLog() {
    disk.wipe();
  }

  /** The database is replaced by an empty one; the journal stays. */
  void loseDatabase() {
    database.operationLog().forEach(entry -> lost.add(entry.id()));
    disk.distrust();
    database.erase();
  }
}
