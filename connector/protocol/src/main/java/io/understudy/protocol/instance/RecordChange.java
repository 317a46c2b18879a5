package io.understudy.protocol.instance;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Moment;

/**
 * One change of the configuration record that was asked for, until its outcome is known (R1): a
 * change of unknown outcome is looked up; if the record still says the old, it is asked for again
 * on that same version, and only that settles it.
 */
final class RecordChange {

  /** What is known of it. */
  enum Outcome {
    /** Nobody can tell yet. */
    UNKNOWN,
    /** The record says what was asked. */
    DONE,
    /** Somebody else's change came first; this one will never be. */
    LOST
  }

  private static final int RETRY_MILLIS = 100;

  private final Configuration asked;
  private final int onVersion;
  private final Actions actions;
  private Moment lastTry;

  RecordChange(Configuration asked, int onVersion, Actions actions, Moment now) {
    this.asked = asked;
    this.onVersion = onVersion;
    this.actions = actions;
    this.lastTry = now;
    actions.changeRecord(asked, onVersion);
  }

  Configuration asked() {
    return asked;
  }

  /** The record as it is: it went through, or was read. */
  Outcome onRecord(Configuration record, int version, Moment now) {
    if (record.equals(asked)) {
      return Outcome.DONE;
    }
    if (record.epoch() >= asked.epoch() || version > onVersion) {
      return Outcome.LOST;
    }
    if (version < onVersion) {
      // A read from before the version it was asked on: says nothing of it.
      return Outcome.UNKNOWN;
    }
    // A read of the old may have overtaken the change: only a write on that version settles it.
    lastTry = now;
    actions.changeRecord(asked, onVersion);
    return Outcome.UNKNOWN;
  }

  /** Refused or unknown: it may still have gone through, in an earlier try. */
  void onUnsettled(Moment now) {
    lastTry = now;
    actions.readRecord();
  }

  /** The arbiter may have been away. */
  void onTick(Moment now) {
    if (now.since(lastTry) >= RETRY_MILLIS) {
      lastTry = now;
      actions.readRecord();
    }
  }
}
