package io.understudy.simulator;

import io.understudy.protocol.EntryId;

/** What a machine keeps of the entry that was being executed when its process ended. */
final class ExecutionNote {
  private EntryId executing = EntryId.NONE;
  private EntryId entry = EntryId.NONE;
  private int failures;

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

  EntryId entry() {
    return entry;
  }

  int failures() {
    return failures;
  }
}
