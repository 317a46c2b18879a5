package io.understudy.protocol.instance;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Entry;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.Moment;
import io.understudy.protocol.message.Ack;
import io.understudy.protocol.message.Heartbeat;
import io.understudy.protocol.message.Sender;
import java.util.List;

/**
 * What an instance does under another primary, in sync or joining: it acks what is in its log,
 * promises not to take over, and commits what it has acked, up to the stable SSN and no further.
 */
final class Follower {
  /** So many entries wait for no more, nor do so many bytes of memory. */
  static final int GATHERED = 16;

  private static final int GATHERED_WEIGHT = 256 << 10;

  private final Settings settings;
  private final Configuration configuration;
  private long stable;
  private long heartbeat;
  private boolean ackDue;

  /** What the last heartbeat said is stable, until it is acked as committed; 0 for nothing. */
  private long owed;

  /** The first entry that waits for more, and since when. */
  private long gathering;

  private Moment gatheringSince;

  /** Until a word comes over a new connection. */
  private boolean disconnected;

  private boolean reconnected;
  private boolean freed;
  private Moment heard;
  private Moment promised;

  /**
   * @param promised when the last promise was given that may still hold: after a restart, as if one
   *     had been given at the start (R4)
   */
  Follower(Settings settings, Configuration configuration, Moment promised, Moment heard) {
    this.settings = settings;
    this.configuration = configuration;
    this.promised = promised;
    this.heard = heard;
    // A new primary, or a new epoch: it wants to know where this instance stands.
    this.ackDue = true;
  }

  /**
   * The same primary under a newer configuration: what it said still stands, and the newer one is a
   * word of it. An instance that has been copied to may have had no other for a long time when it
   * comes to be in sync. One that lets others go first still does.
   */
  Follower under(Configuration newer, Moment now) {
    Follower follower = new Follower(settings, newer, promised, now);
    boolean same =
        newer.isPrimary(configuration.primary())
            && newer.incarnation() == configuration.incarnation();
    if (same) {
      follower.stable = stable;
      follower.owed = owed;
      follower.gathering = gathering;
      follower.gatheringSince = gatheringSince;
      follower.disconnected = disconnected;
      follower.reconnected = reconnected;
      boolean word = newer.epoch() > configuration.epoch() && now.since(heard) > 0;
      follower.heard = word ? now : heard;
    }
    return follower;
  }

  /** Whether the message comes from the primary of the configuration, under its epoch. */
  boolean follows(Sender sender) {
    return sender.epoch() == configuration.epoch()
        && configuration.isPrimary(sender.member())
        && sender.incarnation() == configuration.incarnation();
  }

  void onHeartbeat(Heartbeat message, Moment now) {
    onWord(message.stable(), now);
    heartbeat = Math.max(heartbeat, message.number());
    owed = message.stable();
    ackDue = true;
  }

  void onCheckpoint(long stableSsn, Moment now) {
    onWord(stableSsn, now);
    ackDue = true;
  }

  private void onWord(long stableSsn, Moment now) {
    stable = Math.max(stable, stableSsn);
    hear(now);
  }

  /** The primary has no place for this instance, but is there. */
  void onStandBy(Moment now) {
    hear(now);
  }

  private void hear(Moment now) {
    heard = now;
    disconnected &= !reconnected;
  }

  /**
   * The connection to the primary is there again. One that has stopped itself still accepts
   * connections for a while; it says nothing any more.
   */
  void onConnected() {
    reconnected = true;
  }

  void onDisconnected() {
    disconnected = true;
    reconnected = false;
  }

  /**
   * The primary has given up its lease for good in this epoch: what was promised to it under this
   * epoch holds no more, and it is to be replaced. Under another epoch all is as it was.
   */
  void onHandover() {
    freed = true;
  }

  /** Whether the primary has asked this instance to take over. */
  boolean isFreed() {
    return freed;
  }

  /** SSN up to which it may commit. */
  long commitLimit(IntentionLog log) {
    return Math.min(stable, acked(log));
  }

  /**
   * The entries to execute next; none while a few wait for more, since a transaction for each costs
   * most of what one for all costs. No client waits for them: they are in the log, and acked. But a
   * heartbeat wants to know that all of it is committed, and a successor had better have little
   * left to do.
   */
  List<Entry> nextGroup(IntentionLog log, Moment now) {
    EntryBuffer held = log.held();
    long first = held.first();
    long limit = commitLimit(log);
    if (limit < first) {
      return List.of();
    }
    if (gathering != first) {
      gathering = first;
      gatheringSince = now;
    }
    boolean due =
        owed >= first
            || limit - first >= mostGathered() - 1
            || held.weight() >= mostGatheredWeight()
            || now.since(gatheringSince) >= settings.backupGatherMillis()
            || doubts(now);
    return due ? held.slice(first, limit, settings.maxGroup(), Settings.GROUP_WEIGHT) : List.of();
  }

  /** Far from where the primary would wait for this backup. */
  private int mostGathered() {
    return Math.min(GATHERED, Math.min(settings.maxGroup(), settings.maxPending() / 4));
  }

  private int mostGatheredWeight() {
    return Math.min(GATHERED_WEIGHT, settings.maxPendingBytes() / 4);
  }

  private long acked(IntentionLog log) {
    return log.matched(
        configuration.primary().instance(),
        configuration.primary().logId(),
        configuration.incarnation());
  }

  /**
   * The ack that is due, or null. Giving it is giving a promise. A heartbeat has its answer at
   * once, and another when all that it says is stable is committed: a switchover waits for that.
   */
  Ack takeAck(
      Sender self, IntentionLog log, HistoryDigest committed, long everCommitted, Moment now) {
    boolean caughtUp = owed > 0 && committed.ssn() >= owed;
    if (!ackDue && !caughtUp) {
      return null;
    }
    ackDue = false;
    if (caughtUp) {
      owed = 0;
    }
    boolean promise = heartbeat > 0;
    if (promise) {
      promised = now;
    }
    Ack ack =
        new Ack(self, acked(log), committed.ssn(), everCommitted, heartbeat, promise, committed);
    heartbeat = 0;
    return ack;
  }

  /**
   * Suspected: silent for the detection time, or, with its connection closed, for more than a
   * heartbeat. A word may be on its way still when the connection closes; and one that lives may
   * have lost only this connection, and is heard on its own.
   */
  boolean suspects(Moment now) {
    return silentMillis(now) >= settings.detectionMillis()
        || disconnected && silentMillis(now) >= 2L * settings.heartbeatMillis();
  }

  /** Whether clients had better not be sent to the primary. */
  boolean doubts(Moment now) {
    return freed || disconnected || suspects(now);
  }

  /** A promise runs from the answer, by the clock that shows less time gone (R12). */
  boolean isFree(Moment now) {
    return freed || now.shortestSince(promised) >= configuration.promiseMillis();
  }

  /** When the last promise was given. */
  Moment promised() {
    return promised;
  }

  String primary() {
    return configuration.primary().instance();
  }

  long silentMillis(Moment now) {
    return now.since(heard);
  }

  boolean hasHeard(IntentionLog log) {
    return acked(log) > 0;
  }

  long stable() {
    return stable;
  }
}
