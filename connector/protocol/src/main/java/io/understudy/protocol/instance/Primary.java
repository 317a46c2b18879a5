package io.understudy.protocol.instance;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Member;
import io.understudy.protocol.Moment;
import io.understudy.protocol.Payload;
import io.understudy.protocol.message.Ack;
import io.understudy.protocol.message.ClientMessage.Request;
import io.understudy.protocol.message.Heartbeat;
import io.understudy.protocol.message.Join;
import io.understudy.protocol.message.Rebuild;
import io.understudy.protocol.message.Sender;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * The primary in one term of office: from its taking over to its stepping down. It gives SSNs,
 * decides what is stable, and changes the in-sync set at the arbiter.
 */
final class Primary {
  /** A joining instance so close behind is waited for (R7). */
  private static final int CLOSE = 1024;

  private static final int HEARTBEATS_REMEMBERED = 64;

  private final Settings settings;
  private final Actions actions;
  private final Member self;
  private final History history;
  private final Replication replication;
  private final long seedBase;
  private final long officeLast;
  private final TreeMap<Long, Moment> heartbeats = new TreeMap<>();
  private final Set<String> connected;
  private Configuration configuration;
  private int version;
  private RecordChange change;
  private boolean serving;
  private long firstOfEpoch;
  private long lastEpoch;
  private long lastTimestamp;
  private long heartbeatNumber;
  private Moment heartbeatSent;

  /**
   * @param configuration the record that makes it primary
   * @param history what is committed, read after the fence was raised
   * @param log its intention log: all it holds is sent again under the new epoch (R5)
   * @param seedBase source of the seeds of its entries
   * @param connected instances a connection to which is open
   */
  Primary(
      Settings settings,
      Actions actions,
      Member self,
      Configuration configuration,
      int version,
      History history,
      IntentionLog log,
      long lastTimestamp,
      long seedBase,
      Set<String> connected,
      Moment now) {
    this.settings = settings;
    this.actions = actions;
    this.self = self;
    this.configuration = configuration;
    this.version = version;
    this.history = history;
    this.lastTimestamp = lastTimestamp;
    this.seedBase = seedBase;
    this.connected = connected;
    this.replication =
        new Replication(settings, actions, sender(), history.position(), log.held(), now);
    this.officeLast = replication.last();
    Entry last = replication.window().get(officeLast);
    this.lastEpoch = last == null ? history.position().epoch() : last.epoch();
    this.lastTimestamp = last == null ? lastTimestamp : Math.max(lastTimestamp, last.timestamp());
    for (Member member : configuration.inSync()) {
      open(member, history.position().ssn() + 1, true, now);
    }
    addEpochEntry(now);
    heartbeat(now);
  }

  private void open(Member member, long next, boolean required, Moment now) {
    Feed feed = replication.open(member, next, required, now);
    if (connected.contains(member.instance())) {
      feed.onConnected(now);
    }
  }

  private Sender sender() {
    return new Sender(configuration.epoch(), self, configuration.incarnation());
  }

  Configuration configuration() {
    return configuration;
  }

  Replication replication() {
    return replication;
  }

  /**
   * Whether it takes requests, queries too: once the first entry of its epoch is committed (R5).
   */
  boolean isServing() {
    return serving;
  }

  /** Whether backups are fewer than the service was last known to have: none is in sync. */
  boolean isDegraded() {
    return configuration.inSync().isEmpty();
  }

  // --- entries

  private void addEpochEntry(Moment now) {
    long ssn = replication.last() + 1;
    lastTimestamp = Math.max(lastTimestamp, now.wall());
    replication.add(Entry.epoch(ssn, configuration.epoch(), lastEpoch, lastTimestamp));
    lastEpoch = configuration.epoch();
    firstOfEpoch = ssn;
  }

  /** Gives a request its place in the order, and decides all that must be equal everywhere. */
  void take(String clientId, Request request, Moment now) {
    add(
        Entry.Kind.REQUEST,
        clientId,
        request.number(),
        request.operation(),
        request.payload(),
        now);
  }

  /** The client's rows up to this number are dropped: on all instances at the same SSN (R8). */
  void forget(String clientId, long number, Moment now) {
    add(Entry.Kind.FORGET, clientId, number, "", Payload.EMPTY, now);
  }

  private void add(
      Entry.Kind kind, String clientId, long number, String operation, Payload data, Moment now) {
    long ssn = replication.last() + 1;
    lastTimestamp = Math.max(lastTimestamp, now.wall());
    long seed = (seedBase ^ ssn) * 0x9e3779b97f4a7c15L;
    replication.add(
        new Entry(
            new EntryId(ssn, configuration.epoch()),
            lastEpoch,
            kind,
            lastTimestamp,
            seed ^ (seed >>> 29),
            configuration.finalizedVersion(),
            clientId,
            number,
            operation,
            data));
    lastEpoch = configuration.epoch();
  }

  /** SSN up to which it may commit: what is stable, while enough backups are in sync. */
  long commitLimit() {
    boolean enough = configuration.inSync().size() >= settings.minInSync();
    return enough ? replication.stable() : history.position().ssn();
  }

  /**
   * The next group: it is executed while its entries are on their way, and committed when stable.
   */
  List<Entry> nextGroup() {
    EntryBuffer window = replication.window();
    return window.slice(
        history.position().ssn() + 1,
        replication.sent(),
        settings.maxGroup(),
        Settings.GROUP_WEIGHT);
  }

  /** The history says already what was committed. */
  void onCommitted(long ssn) {
    replication.onCommitted(ssn);
    serving |= ssn >= firstOfEpoch;
  }

  /** Whether more can be taken: all that is in progress is bounded. */
  boolean hasRoom() {
    return replication.last() - history.position().ssn() < settings.maxPending()
        && replication.window().weight() < settings.maxPendingBytes()
        && replication.longestLag() < 2L * settings.maxPending();
  }

  // --- peers

  void onConnected(String instance, Moment now) {
    Feed feed = replication.feed(instance);
    if (feed != null) {
      feed.onConnected(now);
    }
  }

  void onDisconnected(String instance) {
    Feed feed = replication.feed(instance);
    if (feed != null) {
      feed.onDisconnected();
    }
  }

  void onAck(Ack ack, Moment now) {
    replication.onAck(ack, heartbeats.get(ack.heartbeat()), now);
  }

  /** An instance says where it stands (R9): its history must be a part of this one. */
  void onJoin(Join join, Moment now) {
    Member member = join.sender().member();
    Feed feed = replication.feed(member.instance());
    if (feed != null && needed().contains(feed.member())) {
      if (!feed.member().equals(member)) {
        // A member by name with another log: it says itself that it is none, and goes first (R3).
        remove(Set.of(feed.member()), "it came back with another intention log", now);
      }
    } else if (!knows(join.position()) || !knows(join.highest())) {
      replication.close(member.instance());
      actions.send(member.instance(), new Rebuild(sender(), join.highest()));
    } else if (feed == null || !feed.member().equals(member) || feed.isLost()) {
      open(member, join.position().ssn() + 1, false, now);
      replication.feed(member.instance()).standsAt(join.position().ssn());
    }
  }

  private boolean knows(EntryId id) {
    Entry pending = replication.window().get(id.ssn());
    return pending != null ? pending.id().equals(id) : history.contains(id);
  }

  /** Whose acks and promises are needed: of both sets while a change is open (R7). */
  private Set<Member> needed() {
    Set<Member> needed = new HashSet<>(configuration.inSync());
    if (change != null) {
      needed.addAll(change.asked().inSync());
    }
    return needed;
  }

  // --- the set

  void onTick(Moment now) {
    if (now.since(heartbeatSent) >= settings.heartbeatMillis()) {
      heartbeat(now);
    }
    replication.onTick(now);
    if (change != null) {
      change.onTick(now);
      return;
    }
    dropSuspects(now);
    if (change == null) {
      advanceJoins(now);
    }
  }

  private void heartbeat(Moment now) {
    heartbeatSent = now;
    heartbeats.put(++heartbeatNumber, now);
    if (heartbeats.size() > HEARTBEATS_REMEMBERED) {
      heartbeats.pollFirstEntry();
    }
    Heartbeat heartbeat =
        new Heartbeat(sender(), heartbeatNumber, replication.stable(), replication.last());
    for (Feed feed : replication.feeds()) {
      actions.send(feed.instance(), heartbeat);
    }
  }

  private void dropSuspects(Moment now) {
    Set<Member> suspects = new HashSet<>();
    String why = "";
    for (Member member : configuration.inSync()) {
      Feed feed = replication.feed(member.instance());
      if (feed.isLost()) {
        suspects.add(member);
        why = "its connection closed";
      } else if (feed.silentMillis(now) >= settings.detectionMillis()) {
        suspects.add(member);
        why = "it has been silent for " + feed.silentMillis(now) + " ms";
      } else if (feed.owingMillis(now) >= settings.detectionMillis()) {
        suspects.add(member);
        why = "it has owed an ack for " + feed.owingMillis(now) + " ms";
      }
    }
    if (!suspects.isEmpty()) {
      remove(suspects, why, now);
    }
  }

  /** Takes backups out at the arbiter BEFORE anything is committed without their ack (R3). */
  private void remove(Set<Member> members, String why, Moment now) {
    if (change != null) {
      return;
    }
    List<Member> rest = new ArrayList<>(configuration.inSync());
    rest.removeAll(members);
    actions.report(
        new Report(
            Report.Kind.BACKUP_LOST,
            "Taking " + members + " out of the in-sync set: " + why + "."));
    ask(configuration.next(self, configuration.incarnation(), rest), now);
  }

  private void ask(Configuration asked, Moment now) {
    change = new RecordChange(asked, version, actions, now);
  }

  /**
   * R7: an instance that is close is waited for from now on; when it has acked all that was ever
   * committed, and all that this primary's log held when it took office, the arbiter is asked.
   */
  private void advanceJoins(Moment now) {
    for (Feed feed : List.copyOf(replication.feeds())) {
      if (configuration.isInSync(feed.member())) {
        continue;
      }
      if (feed.isLost()
          || feed.silentMillis(now) >= settings.detectionMillis()
          || feed.owingMillis(now) >= settings.detectionMillis()) {
        replication.close(feed.instance());
        replication.settleAnew();
      } else if (!feed.isRequired()) {
        boolean close = feed.hasAnswered() && replication.last() - feed.acked() <= CLOSE;
        feed.require(close && serving && replication.last() - feed.base() <= settings.maxPending());
      } else if (mayJoin(feed)) {
        List<Member> set = new ArrayList<>(configuration.inSync());
        set.add(feed.member());
        ask(configuration.next(self, configuration.incarnation(), set), now);
        return;
      }
    }
  }

  /**
   * Whether it has acked all that was ever committed, anywhere: what is stable may have been
   * committed by another backup already, and will be here, without its ack (R7).
   */
  private boolean mayJoin(Feed feed) {
    return feed.acked() >= replication.stable() && feed.acked() >= officeLast;
  }

  void onUnsettled(Moment now) {
    if (change != null) {
      change.onUnsettled(now);
    }
  }

  /**
   * The record as it is, at least as new as this primary's.
   *
   * @return false if it is not this primary's any more: it must step down (R1)
   */
  boolean onRecord(Configuration record, int newVersion, Moment now) {
    if (!record.isPrimary(self) || record.incarnation() != configuration.incarnation()) {
      return false;
    }
    if (change != null) {
      RecordChange.Outcome outcome = change.onRecord(record, newVersion, now);
      if (outcome == RecordChange.Outcome.UNKNOWN) {
        return true;
      }
      change = null;
    }
    if (record.epoch() > configuration.epoch()) {
      adopt(record, newVersion, now);
    } else {
      version = newVersion;
    }
    return true;
  }

  private void adopt(Configuration record, int newVersion, Moment now) {
    Configuration before = configuration;
    configuration = record;
    version = newVersion;
    for (Member member : before.inSync()) {
      if (!record.isInSync(member)) {
        replication.close(member.instance());
      }
    }
    for (Member member : record.inSync()) {
      Feed feed = replication.feed(member.instance());
      if (feed == null || !feed.member().equals(member)) {
        open(member, history.position().ssn() + 1, true, now);
      }
      replication.feed(member.instance()).require(true);
      if (!before.isInSync(member)) {
        actions.report(new Report(Report.Kind.BACKUP_JOINED, member.instance() + " is in sync."));
      }
    }
    replication.raise(sender(), now);
    addEpochEntry(now);
    replication.settleAnew();
    heartbeat(now);
    actions.report(
        new Report(
            Report.Kind.EPOCH_RAISED,
            "Epoch " + record.epoch() + ": primary " + self + ", in sync " + record.inSync()));
    if (isDegraded()) {
      actions.report(
          new Report(
              Report.Kind.DEGRADED,
              "DEGRADED: no backup is in sync; the loss of this server would lose the service."));
    }
  }

  // --- leases and standstill

  /**
   * Whether nobody else can have become primary: every member's promise holds (R12). With the set
   * empty, confirmed and no change under way, none is needed.
   */
  boolean isLeased(Moment now) {
    int lease = configuration.promiseMillis() - settings.marginMillis();
    return replication.leased(needed(), lease, now);
  }

  /** Whether its own log stands still, so that a backup would do better (R3). */
  boolean standsStill(Moment now) {
    return !configuration.inSync().isEmpty()
        && replication.ownLogOwingMillis(now) >= settings.detectionMillis();
  }
}
