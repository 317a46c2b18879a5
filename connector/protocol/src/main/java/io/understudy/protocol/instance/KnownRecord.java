package io.understudy.protocol.instance;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Moment;
import io.understudy.protocol.message.Sender;
import java.util.HashSet;
import java.util.Set;

/**
 * The arbiter's record as this instance knows it, and the highest epoch it has seen, which may be
 * ahead of that (R1).
 */
final class KnownRecord {
  private static final int RECORD_MILLIS = 500;

  private final Actions actions;
  private Configuration configuration;
  private int version;
  private final Set<EntryId> newlyRejected = new HashSet<>();
  private long epochSeen;
  private long epochHeard;
  private long epochAtStart;
  private Moment lastRead;
  private Moment olderSince;
  private String trouble = "";

  KnownRecord(Actions actions) {
    this.actions = actions;
  }

  void start(Moment now) {
    lastRead = now;
  }

  /** Null until one was accepted. */
  Configuration configuration() {
    return configuration;
  }

  int version() {
    return version;
  }

  /** Epoch of the record accepted; 0 if none was. */
  long epoch() {
    return configuration == null ? 0 : configuration.epoch();
  }

  long epochSeen() {
    return epochSeen;
  }

  /** Whether it names a primary, and another instance than this one. */
  boolean isLedByOther(String instance) {
    return configuration != null
        && configuration.primary() != null
        && !configuration.primary().instance().equals(instance);
  }

  /** Name of the primary; empty if there is none. */
  String primary() {
    return configuration == null || configuration.primary() == null
        ? ""
        : configuration.primary().instance();
  }

  void read(Moment now) {
    lastRead = now;
    actions.readRecord();
  }

  /** Whether the last reading is so long ago that its answer may have been lost. */
  boolean isReadLongAgo(Moment now) {
    return now.since(lastRead) >= RECORD_MILLIS;
  }

  void see(long epoch) {
    epochSeen = Math.max(epochSeen, epoch);
  }

  /** Another instance is in this epoch, and the log has not been read. */
  void hear(long epoch) {
    epochHeard = Math.max(epochHeard, epoch);
  }

  /** The log has been read: no record older than it and the database say can be true. */
  void onLogRead(long highestMessageEpoch) {
    see(highestMessageEpoch);
    epochAtStart = epochSeen;
    see(epochHeard);
  }

  /** Whoever meets a higher epoch reads the record (R1). */
  void meet(Sender sender, Moment now) {
    if (sender.epoch() > epochSeen) {
      epochSeen = sender.epoch();
      read(now);
    }
  }

  /** Whether an epoch was seen whose record has not been read: the one known is refused (R1). */
  boolean isOutdated() {
    return configuration != null && epochSeen > configuration.epoch();
  }

  /**
   * Whether what was read is older than what is known, or is another of the same epoch, as one that
   * went on from an older record.
   *
   * @param newestSender as whom the newest in the log was sent; null if nothing is known of it
   */
  boolean isNewerThan(Configuration read, Sender newestSender) {
    if (configuration != null) {
      return read.epoch() < configuration.epoch()
          || read.epoch() == configuration.epoch() && !read.equals(configuration);
    }
    boolean another =
        newestSender != null
            && newestSender.epoch() == read.epoch()
            && !newestSender.member().equals(read.primary());
    return read.epoch() < epochAtStart || another;
  }

  /**
   * An older record was read. That may have been overtaken by a newer one; only while the record
   * stays older for a while it was lost or restored.
   *
   * @return whether it was
   */
  boolean onOlder(Moment now) {
    if (olderSince == null) {
      olderSince = now;
    }
    if (configuration != null && now.since(olderSince) < RECORD_MILLIS) {
      return false;
    }
    olderSince = null;
    return true;
  }

  /** A record that is not older was read. */
  void onCurrent() {
    olderSince = null;
    trouble = "";
  }

  /**
   * The arbiter has no record.
   *
   * @return whether that is news
   */
  boolean onMissing() {
    return isNews("missing");
  }

  /**
   * The record is older than what has been seen, and stays so.
   *
   * @return whether that is news
   */
  boolean isNewsThatOlder(Configuration read) {
    return isNews("of epoch " + read.epoch() + ", older than " + Math.max(epochSeen, epoch()));
  }

  private boolean isNews(String what) {
    boolean news = !what.equals(trouble);
    trouble = what;
    return news;
  }

  /** What is wrong with the arbiter's record; empty if nothing is known to be. */
  String trouble() {
    return trouble;
  }

  /** Whether an older record was read, and it is not known yet what that means. */
  boolean isReadOlder() {
    return olderSince != null;
  }

  void accept(Configuration record, int newVersion) {
    record
        .rejected()
        .forEach(
            (entry, since) -> {
              boolean known =
                  configuration == null
                      ? since <= epochAtStart
                      : configuration.rejected().containsKey(entry);
              if (!known) {
                newlyRejected.add(entry);
              }
            });
    configuration = record;
    version = newVersion;
    see(record.epoch());
  }

  /**
   * The entries that the operator has had answered since the record was last accepted: whatever is
   * committed of them already was committed with another answer. Told once.
   */
  Set<EntryId> takeNewlyRejected() {
    Set<EntryId> entries = Set.copyOf(newlyRejected);
    newlyRejected.clear();
    return entries;
  }
}
