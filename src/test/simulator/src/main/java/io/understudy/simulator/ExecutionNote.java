package io.understudy.simulator;

import io.understudy.protocol.EntryId;

/** What a machine keeps of what was being executed when its process ended, and was committed. */
final class ExecutionNote {
  private EntryId executing = EntryId.NONE;
  private EntryId entry = EntryId.NONE;
  private int failures;
  private long committed;
  private long synced;
  private boolean whole;

  void begin(EntryId id) {
    executing = id;
  }

  EntryId executing() {
    return executing;
  }

  void note(EntryId id, int times) {
    entry = id;
    failures = times;
    executing = executing.equals(id) ? EntryId.NONE : executing;
  }

  /** The process has ended. */
  void ended() {
    if (!executing.equals(EntryId.NONE)) {
      failures = executing.equals(entry) ? failures + 1 : 1;
      entry = executing;
      executing = EntryId.NONE;
    }
  }

  /** Power was lost: what was noted since the last sync is gone, and nobody knows how much. */
  void loseUnsynced() {
    committed = synced;
    whole = false;
  }

  /** Its disk was lost. */
  void wipe() {
    executing = EntryId.NONE;
    entry = EntryId.NONE;
    failures = 0;
    synced = 0;
    loseUnsynced();
  }

  void committed(long ssn) {
    committed = ssn;
  }

  void sync() {
    synced = committed;
    whole = true;
  }

  long committed() {
    return committed;
  }

  boolean isWhole() {
    return whole;
  }

  EntryId entry() {
    return entry;
  }

  int failures() {
    return failures;
  }
}
