package io.understudy.protocol.instance;

import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Member;
import io.understudy.protocol.Moment;
import io.understudy.protocol.message.Ack;
import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.Sender;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The primary's entries on their way into the intention logs: its own and those of the backups
 * (FIG. 3A, steps 2 to 5). Tells which are stable (R2), while enough backups are in sync.
 */
final class Replication {
  /** Checkpoints under way at a time: more requests wait and share the next message. */
  private static final int CHECKPOINTS_UNDER_WAY = 4;

  /** Entries an instance that is behind may be sent beyond its last ack. */
  private static final int FLIGHT = 4096;

  /** While an instance is brought up, least and longest time between checkpoints of new entries. */
  private static final int GATHER_LEAST_MILLIS = 10;

  private static final int GATHER_MOST_MILLIS = 40;

  /** They do not wait for more when none have come for so long: longer than clients gather. */
  private static final int GATHER_QUIET_MILLIS = 15;

  /** An ack that makes no progress for so long means that something was lost on the way. */
  private static final int RESEND_MILLIS = 300;

  private final Settings settings;
  private final Actions actions;
  private final Map<String, Feed> feeds = new LinkedHashMap<>();
  private final Deque<Long> underWay = new ArrayDeque<>();
  private final EntryBuffer window;
  private final History history;
  private Sender sender;
  private long cursor;
  private long ownAcked;
  private long stable;
  private long committed;
  private boolean held;
  private boolean gathering;
  private int gatherMillis = GATHER_LEAST_MILLIS;
  private Moment flushed;
  private long newest = -1;
  private Moment newestSince;
  private Moment ownProgress;

  /**
   * @param history up to the last committed entry: all up to it is stable, all beyond it is sent
   *     again under the new epoch (R5)
   */
  Replication(
      Settings settings,
      Actions actions,
      Sender sender,
      History history,
      EntryBuffer held,
      Moment now) {
    EntryId position = history.position();
    this.settings = settings;
    this.actions = actions;
    this.history = history;
    this.sender = sender;
    this.window = new EntryBuffer(position.ssn() + 1);
    this.cursor = position.ssn() + 1;
    this.stable = position.ssn();
    this.committed = position.ssn();
    this.ownProgress = now;
    sendAgain(held);
  }

  /** Everything in its intention log goes out again, under the new epoch (R5). */
  private void sendAgain(EntryBuffer held) {
    for (long ssn = held.first(); ssn <= held.last(); ssn++) {
      window.add(held.get(ssn));
    }
  }

  void add(Entry entry) {
    window.add(entry);
  }

  /** Highest SSN given. */
  long last() {
    return window.last();
  }

  /** Highest SSN sent to all that are in step. */
  long sent() {
    return cursor - 1;
  }

  long stable() {
    return stable;
  }

  /**
   * SSN up to which the others are told that entries are stable. The primary goes first: an entry
   * that does not end, or kills its server, stops no other before the primary has got past it.
   */
  long passed() {
    return Math.min(stable, committed);
  }

  EntryBuffer window() {
    return window;
  }

  Feed feed(String instance) {
    return feeds.get(instance);
  }

  /** Whether this very member, with this log, is fed. */
  boolean feeds(Member member) {
    Feed feed = feeds.get(member.instance());
    return feed != null && feed.member().equals(member);
  }

  Collection<Feed> feeds() {
    return feeds.values();
  }

  /** Whether it is being found out of one of them if it differs (R10). */
  boolean isDisputed() {
    return feeds.values().stream().anyMatch(Feed::isDisputed);
  }

  /** Feeds a member, or an instance that joins, from this SSN on. */
  Feed open(Member member, long next, boolean required, Moment now) {
    Feed feed = new Feed(member, next, required, now);
    feeds.put(member.instance(), feed);
    return feed;
  }

  void close(String instance) {
    feeds.remove(instance);
  }

  /**
   * A new epoch of the same primary: all that not everyone has acked is sent again under it,
   * unchanged, to its own log too (R1).
   */
  void raise(Sender newSender, Moment now) {
    sender = newSender;
    // Nothing below what is committed can be missing from a member.
    cursor = Math.min(cursor, Math.max(ackedByAll() + 1, window.first()));
    for (Feed feed : feeds.values()) {
      feed.resendFrom(cursor, now);
    }
    underWay.clear();
    flushed = null; // all wait for it
    ownProgress = now;
  }

  void onOwnAck(long acked, Moment now) {
    if (acked > ownAcked) {
      ownAcked = acked;
      ownProgress = now;
    }
    settle();
  }

  /** Counts for the very member that is fed, by name and log id (R1). */
  void onAck(Ack ack, Moment heartbeatSent, Moment now) {
    if (feeds(ack.sender().member())) {
      feeds.get(ack.sender().instance()).onAck(ack, heartbeatSent, now);
      settle();
      dropCommitted();
    }
  }

  /** What its own log and all whose ack is needed have on disk (R2). */
  private long ackedByAll() {
    long lowest = ownAcked;
    for (Feed feed : feeds.values()) {
      if (feed.isRequired()) {
        lowest = Math.min(lowest, feed.acked());
      }
    }
    return lowest;
  }

  private void settle() {
    long lowest = ackedByAll();
    // What was acked makes room for more, also while it may not become stable: whoever is to be in
    // sync for that needs all of it first.
    while (!underWay.isEmpty() && underWay.peek() <= lowest) {
      underWay.remove();
    }
    if (lowest > stable && !held) {
      stable = lowest;
    }
  }

  /**
   * While fewer backups are in sync than there must be, nothing more becomes stable, whoever has
   * it: neither the primary nor a backup commits it.
   */
  void hold(boolean now) {
    held = now;
  }

  /**
   * While an instance is brought up, new entries go out together: the fewer groups, checkpoints,
   * acks and answers, the more time is left to whoever is behind. They are as many milliseconds
   * apart as the last had entries, so longer where more than one comes in each, but not when none
   * has come for {@value #GATHER_QUIET_MILLIS} ms. A request waits for {@value #GATHER_MOST_MILLIS}
   * ms at the most, and for the next tick after that.
   */
  void gather(boolean now) {
    gathering = now;
  }

  /** The set whose acks count has become smaller: more may be stable now. */
  void settleAnew() {
    settle();
    dropCommitted();
  }

  void onTick(Moment now) {
    if (ownAcked >= sent()) {
      ownProgress = now;
    }
    for (Feed feed : feeds.values()) {
      if (feed.acked() >= feed.next() - 1) {
        feed.upToDate(now);
      } else if (feed.isConnected()
          && now.since(feed.progress()) >= RESEND_MILLIS
          && now.since(feed.resent()) >= RESEND_MILLIS) {
        feed.resend(now);
      }
    }
  }

  /** How long the primary's own log has owed an ack. */
  long ownLogOwingMillis(Moment now) {
    return now.since(ownProgress);
  }

  void flush(Moment now) {
    if (window.last() != newest) {
      newest = window.last();
      newestSince = now;
    }
    if (!isGathering(now)) {
      sendNew(now);
    }
    for (Feed feed : feeds.values()) {
      catchUp(feed);
    }
  }

  /** Clients that wait for their answers send no more until they have them. */
  private boolean isGathering(Moment now) {
    return gathering
        && flushed != null
        && now.since(flushed) < gatherMillis
        && Math.min(now.since(flushed), now.since(newestSince)) < GATHER_QUIET_MILLIS;
  }

  private void sendNew(Moment now) {
    while (cursor <= window.last() && underWay.size() < CHECKPOINTS_UNDER_WAY) {
      List<Entry> entries =
          window.slice(cursor, window.last(), Integer.MAX_VALUE, settings.maxCheckpointBytes());
      Checkpoint checkpoint = new Checkpoint(sender, passed(), entries);
      List<String> targets = new ArrayList<>();
      for (Feed feed : feeds.values()) {
        if (feed.isConnected() && feed.next() == cursor && hasRoom(feed)) {
          feed.sent(checkpoint);
          targets.add(feed.instance());
        }
      }
      cursor = checkpoint.last().ssn() + 1;
      flushed = now;
      gatherMillis = Math.max(GATHER_LEAST_MILLIS, Math.min(GATHER_MOST_MILLIS, entries.size()));
      underWay.add(checkpoint.last().ssn());
      actions.checkpoint(targets, true, checkpoint);
    }
    if (cursor <= window.last()) {
      flushed = null; // the rest goes when there is room for it
    }
  }

  private void catchUp(Feed feed) {
    while (feed.isConnected() && !feed.isReading() && feed.next() < cursor && hasRoom(feed)) {
      if (feed.next() < window.first()) {
        if (isTooFarBehind(feed)) {
          return;
        }
        feed.reading(true);
        int count = (int) Math.min(FLIGHT / 4, window.first() - feed.next());
        actions.readOperationLog(
            feed.instance(), feed.next(), count, settings.maxCheckpointBytes());
        return;
      }
      send(
          feed,
          window.slice(feed.next(), cursor - 1, Integer.MAX_VALUE, settings.maxCheckpointBytes()));
    }
  }

  /** Whether what it is to be sent next is no longer in the operation log: it needs a copy. */
  boolean isTooFarBehind(Feed feed) {
    return feed.next() < Math.min(history.logStart(), window.first());
  }

  /** Whoever is fed may still need all entries from this SSN on. */
  long neededFrom() {
    long needed = Long.MAX_VALUE;
    for (Feed feed : feeds.values()) {
      needed = Math.min(needed, feed.flightFrom() + 1);
    }
    return needed;
  }

  private boolean hasRoom(Feed feed) {
    boolean acks = feed.next() - feed.flightFrom() <= FLIGHT;
    boolean commits =
        feed.next() - feed.base() <= settings.maxPending()
            && feed.uncommittedWeight() < settings.maxPendingBytes();
    return feed.isRequired() || (acks && commits);
  }

  /** Committed entries, read for an instance that is behind. */
  void onOperationLog(String instance, long from, List<Entry> entries) {
    Feed feed = feeds.get(instance);
    if (feed == null || !feed.isReading()) {
      return;
    }
    feed.reading(false);
    if (from == feed.next() && !entries.isEmpty() && feed.isConnected()) {
      send(feed, entries);
    }
  }

  private void send(Feed feed, List<Entry> entries) {
    Checkpoint checkpoint = new Checkpoint(sender, passed(), entries);
    feed.sent(checkpoint);
    actions.checkpoint(List.of(feed.instance()), false, checkpoint);
  }

  /** Whether the lease holds: every one of these has promised (R12). */
  boolean leased(Set<Member> members, int leaseMillis, Moment now) {
    for (Member member : members) {
      Feed feed = feeds.get(member.instance());
      if (feed == null || !feed.member().equals(member) || !feed.leases(now, leaseMillis)) {
        return false;
      }
    }
    return true;
  }

  /** Entries that a backup in sync has not committed yet, at most. */
  long longestLag() {
    long lag = 0;
    for (Feed feed : feeds.values()) {
      if (feed.isRequired()) {
        lag = Math.max(lag, last() - feed.base());
      }
    }
    return lag;
  }

  /** The entries up to here are committed here. */
  void onCommitted(long ssn) {
    committed = ssn;
    dropCommitted();
  }

  /**
   * What all in sync have committed can be read again from the operation log. What a backup has not
   * committed yet stays here as it does there, so that one bound holds for the memory of both.
   */
  private void dropCommitted() {
    long through = Math.min(committed, stable);
    for (Feed feed : feeds.values()) {
      if (feed.isRequired()) {
        through = Math.min(through, feed.base());
      }
    }
    window.dropThrough(through);
    // What was to be sent again under a new epoch need not be: all have committed it meanwhile.
    cursor = Math.max(cursor, window.first());
    for (Feed feed : feeds.values()) {
      if (feed.isRequired()) {
        feed.sendFrom(through + 1); // what was dropped before it was waited for it may still need
      }
    }
  }
}
