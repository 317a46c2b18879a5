package io.understudy.protocol.instance;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Member;
import io.understudy.protocol.Moment;
import io.understudy.protocol.Payload;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.message.Ack;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.ClientMessage.Request;
import io.understudy.protocol.message.CopyRequest;
import io.understudy.protocol.message.Heartbeat;
import io.understudy.protocol.message.Join;
import io.understudy.protocol.message.Sender;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.protocol.message.Suspicion;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * The primary in one term of office: from its taking over to its stepping down. It gives SSNs,
 * decides what is stable, and serves; whose acks that needs, its {@link InSyncSet} says.
 */
final class Primary implements MessageTable.Intake {
  private static final int HEARTBEATS_REMEMBERED = 64;

  private final Settings settings;
  private final Actions actions;
  private final Member self;
  private final History history;
  private final Replication replication;
  private final long seedBase;
  private final long termEpoch;
  private final TreeMap<Long, Moment> heartbeats = new TreeMap<>();
  private final InSyncSet set;
  private final Comparison comparison;
  private final CopySource copies;
  private final Overtaken overtaken;
  private Switchover switchover;
  private boolean completed;
  private final long firstOfTerm;
  private long firstOfEpoch;
  private long lastEpoch;
  private long lastTimestamp;
  private long heartbeatNumber;
  private long heartbeatStable;
  private Moment heartbeatSent;

  /**
   * @param configuration the record that makes it primary
   * @param history what is committed, read after the fence was raised
   * @param log its intention log: all it holds is sent again under the new epoch (R5)
   * @param digests what the entries came to here
   * @param seedBase source of the seeds of its entries
   */
  Primary(
      Settings settings,
      Actions actions,
      Configuration configuration,
      int version,
      BooleanSupplier outdated,
      History history,
      IntentionLog log,
      DigestWindow digests,
      long lastTimestamp,
      long seedBase,
      Instances instances,
      Moment now) {
    this.settings = settings;
    this.actions = actions;
    this.self = configuration.primary();
    this.history = history;
    this.seedBase = seedBase;
    this.termEpoch = configuration.epoch();
    Sender sender = new Sender(configuration.epoch(), self, configuration.incarnation());
    this.replication = new Replication(settings, actions, sender, history, log.held(), now);
    this.set =
        new InSyncSet(
            settings,
            actions,
            configuration,
            version,
            outdated,
            history,
            replication,
            instances,
            now);
    Reporter reporter = new Reporter(self.instance(), actions);
    this.overtaken = new Overtaken(reporter);
    this.copies = new CopySource(actions, overtaken);
    this.comparison = new Comparison(actions, reporter, set, replication, digests);
    Entry last = replication.window().get(replication.last());
    this.lastEpoch = last == null ? history.position().epoch() : last.epoch();
    this.lastTimestamp = last == null ? lastTimestamp : Math.max(lastTimestamp, last.timestamp());
    addEpochEntry(now);
    this.firstOfTerm = firstOfEpoch;
    heartbeat(now);
  }

  /** The record under which it works. */
  Configuration configuration() {
    return set.configuration();
  }

  /** What the others' executions come to, beside its own. */
  Comparison comparison() {
    return comparison;
  }

  /** As which it sends. */
  Sender sender() {
    return set.sender();
  }

  Replication replication() {
    return replication;
  }

  /**
   * Whether it takes requests, queries too: once the first entry of its epoch is committed (R5),
   * and while enough backups are in sync.
   */
  boolean isServing() {
    return completed && set.isEnough();
  }

  /**
   * Whether all that earlier terms left is committed: what the message table says of a client is
   * all there is of it (R5). Clients can be looked up then, while the first entry of the epoch is
   * still on its way.
   */
  boolean canLookUpClients() {
    return set.isEnough() && (completed || history.position().ssn() >= firstOfEpoch - 1);
  }

  /** Whether as many backups are in sync as the setting asks for; below, all requests wait. */
  boolean hasEnoughBackups() {
    return set.isEnough();
  }

  /** Whether backups are fewer than the service was last known to have: none is in sync. */
  boolean isDegraded() {
    return configuration().inSync().isEmpty();
  }

  // --- entries

  private void addEpochEntry(Moment now) {
    long ssn = replication.last() + 1;
    lastTimestamp = Math.max(lastTimestamp, now.wall());
    replication.add(Entry.epoch(ssn, configuration().epoch(), lastEpoch, lastTimestamp));
    lastEpoch = configuration().epoch();
    firstOfEpoch = ssn;
  }

  /** Gives a request its place in the order, and decides all that must be equal everywhere. */
  @Override
  public void take(String clientId, Request request, Moment now) {
    add(
        Entry.Kind.REQUEST,
        clientId,
        request.number(),
        request.operation(),
        request.payload(),
        now);
  }

  /** The client's rows up to this number are dropped: on all instances at the same SSN (R8). */
  @Override
  public void forget(String clientId, long number, Moment now) {
    add(Entry.Kind.FORGET, clientId, number, "", Payload.EMPTY, now);
  }

  private void add(
      Entry.Kind kind, String clientId, long number, String operation, Payload data, Moment now) {
    long ssn = replication.last() + 1;
    lastTimestamp = Math.max(lastTimestamp, now.wall());
    long seed = (seedBase ^ ssn) * 0x9e3779b97f4a7c15L;
    replication.add(
        new Entry(
            new EntryId(ssn, configuration().epoch()),
            lastEpoch,
            kind,
            lastTimestamp,
            seed ^ (seed >>> 29),
            configuration().finalizedVersion(),
            clientId,
            number,
            operation,
            data));
    lastEpoch = configuration().epoch();
  }

  /** SSN up to which it may commit: what is stable (R2). */
  long commitLimit() {
    return replication.stable();
  }

  /**
   * The next group: it is executed while its entries are on their way, and committed when stable.
   * What an earlier primary left may have ended it, and is executed when all have it: whoever comes
   * next has to know that this one was not the first to try.
   */
  List<Entry> nextGroup() {
    EntryBuffer window = replication.window();
    long next = history.position().ssn() + 1;
    return window.slice(
        next,
        next < firstOfTerm ? replication.stable() : replication.sent(),
        settings.maxGroup(),
        Settings.GROUP_WEIGHT);
  }

  /** The history says already what was committed. */
  void onCommitted(long ssn) {
    replication.onCommitted(ssn);
    completed |= ssn >= firstOfEpoch;
  }

  /** Whether more can be taken: all that is in progress is bounded. */
  boolean hasRoom() {
    return (switchover == null || !switchover.pausesRequests())
        && replication.last() - history.position().ssn() < settings.maxPending()
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

  /** Its own log counts like a backup's (R2). */
  void onOwnLog(IntentionLog log, Moment now) {
    long acked = log.matched(self.instance(), self.logId(), configuration().incarnation());
    replication.onOwnAck(acked, now);
  }

  /** One that is not fed, and answers no heartbeat, wants to know whether there is a primary. */
  void onAck(Ack ack, Moment now) {
    replication.onAck(ack, heartbeats.get(ack.heartbeat()), now);
    if (!replication.feeds(ack.sender().member()) && ack.heartbeat() == 0) {
      actions.send(ack.sender().instance(), newestHeartbeat());
    }
  }

  /** An instance says where it stands (R9): a copy to it is over. */
  void onJoin(Join join, Moment now) {
    copies.onJoin(join.sender().instance());
    if (join.position().ssn() > 0 && join.position().ssn() + 1 < history.logStart()) {
      overtaken.onOvertaken(join.sender());
    }
    set.onJoin(join, now);
  }

  void onCopyRequest(CopyRequest request, Moment now) {
    if (set.admits(request.sender().member(), now)) {
      copies.onRequest(request, set.sender(), now);
    } else {
      copies.close(request.sender().instance());
    }
  }

  void onCopyRead(String instance, long copyId, CopyPage page) {
    copies.onPage(instance, copyId, page, set.sender());
  }

  void onCopyFailed(String instance, long copyId) {
    copies.onFailed(instance, copyId, set.sender());
  }

  /** How many times the bounds of the operation log may be kept for whoever needs it. */
  int logHeld() {
    return overtaken.held();
  }

  CopySource copies() {
    return copies;
  }

  /** Entries from this SSN on are needed for instances that are behind, or are copied to. */
  long neededFrom() {
    return Math.min(copies.neededFrom(), replication.neededFrom());
  }

  void onTick(Moment now) {
    copies.onTick(history.logStart(), set.sender(), now);
    replication.gather(switchover == null && isBringingUp(now));
    overtaken.onInSync(configuration().inSync());
    // While requests wait for a switchover, what the backup has committed is asked for more often.
    // And backups had better know soon that this instance has got past what its predecessors left.
    boolean hurries = switchover != null && switchover.pausesRequests();
    boolean settled = replication.passed() >= firstOfTerm && heartbeatStable < firstOfTerm;
    if (hurries || settled || now.since(heartbeatSent) >= settings.heartbeatMillis()) {
      heartbeat(now);
    }
    replication.onTick(now);
    set.onTick(completed, switchover == null || !switchover.pausesRequests(), now);
  }

  /** Whether an instance is copied to, or catches up, that is to be in sync then. */
  private boolean isBringingUp(Moment now) {
    return set.isCatchingUp(now) || copies.isReadBy(set::mayBeInSync, now);
  }

  private void heartbeat(Moment now) {
    heartbeatSent = now;
    heartbeats.put(++heartbeatNumber, now);
    if (heartbeats.size() > HEARTBEATS_REMEMBERED) {
      heartbeats.pollFirstEntry();
    }
    Heartbeat heartbeat = newestHeartbeat();
    heartbeatStable = heartbeat.stable();
    for (Feed feed : replication.feeds()) {
      actions.send(feed.instance(), heartbeat);
    }
  }

  private Heartbeat newestHeartbeat() {
    return new Heartbeat(set.sender(), heartbeatNumber, replication.passed(), replication.last());
  }

  // --- the record

  /** Whether the change that was asked for has come to pass is not known. */
  void onUnsettled(Moment now) {
    set.onUnsettled(now);
  }

  /**
   * The record as it is, at least as new as this primary's.
   *
   * @return false if it is not this primary's any more: it must step down (R1)
   */
  boolean onRecord(Configuration record, int newVersion, Moment now) {
    if (!record.isPrimary(self) || record.incarnation() != configuration().incarnation()) {
      return false;
    }
    if (set.onRecord(record, newVersion, now)) {
      beginEpoch(now);
    }
    return true;
  }

  private void beginEpoch(Moment now) {
    if (switchover != null && !switchover.onEpoch()) {
      switchover = null;
      replication.feeds().forEach(Feed::forgetPromise);
    }
    replication.raise(set.sender(), now);
    addEpochEntry(now);
    replication.settleAnew();
    heartbeat(now);
    actions.report(
        new Report(
            Report.Kind.EPOCH_RAISED,
            "Epoch "
                + configuration().epoch()
                + ": primary "
                + self
                + ", in sync "
                + configuration().inSync()));
    reportMissingBackups();
  }

  /** Says so if backups are missing. */
  void reportMissingBackups() {
    if (isDegraded()) {
      actions.report(
          new Report(
              Report.Kind.DEGRADED,
              "DEGRADED: no backup is in sync; the loss of this server would lose the service."));
    }
    if (!set.isEnough()) {
      actions.report(
          new Report(
              Report.Kind.BELOW_MINIMUM,
              "All requests wait: "
                  + configuration().inSync().size()
                  + " backups are in sync, and the setting min-in-sync asks for "
                  + settings.minInSync()
                  + "."));
    }
  }

  // --- an entry that it does not get past

  /** What another instance has committed, as it has said to this primary; null if it has not. */
  Committed committedBy(String instance) {
    return set.committedBy(instance);
  }

  /** Has an entry answered with an error; false while another change of the record is under way. */
  boolean reject(EntryId entry, Moment now) {
    return set.reject(entry, now);
  }

  /** Whether a change of the record was asked for whose outcome is not known. */
  boolean isChangingRecord() {
    return set.isChanging();
  }

  /** Whether nobody but this primary, in this term, can have executed it. */
  boolean isOfThisTerm(Entry entry) {
    return entry.epoch() >= termEpoch;
  }

  /** Tells all that it may have to leave its office because of an entry. */
  void warn(EntryId entry, int failures) {
    for (Feed feed : replication.feeds()) {
      actions.send(feed.instance(), new Suspicion(set.sender(), entry, failures));
    }
  }

  // --- switchover

  /** An operator wants another instance to be the primary. */
  void switchOver(ClientMessage.Switchover word, Moment now) {
    Optional<Member> target = set.candidate(word.to());
    String refusal = refusal(word.to(), target);
    if (refusal.isEmpty()) {
      switchover =
          new Switchover(settings, actions, self, target.orElseThrow(), word.replyTo(), now);
    } else {
      actions.respond(word.replyTo(), new ServerMessage.Outcome(false, refusal));
    }
  }

  private String refusal(String to, Optional<Member> target) {
    if (to.equals(self.instance())) {
      return to + " is the primary already.";
    }
    if (switchover != null) {
      return "A switchover to " + switchover.target().instance() + " is in progress.";
    }
    if (configuration().inSync().isEmpty()) {
      return "No backup is in sync: there is none to switch over to. Start or add one, and wait until it is.";
    }
    if (target.isEmpty()) {
      List<String> names = configuration().inSync().stream().map(Member::instance).toList();
      return to + " is not in sync; in sync: " + String.join(", ", names) + ".";
    }
    return isServing() ? "" : self.instance() + " does not take requests yet.";
  }

  /** After the events: what a switchover waited for may have come. */
  void advanceSwitchover(Moment now) {
    if (switchover == null) {
      return;
    }
    if (!switchover.advance(set, replication, history.position().ssn(), now)) {
      switchover = null;
    } else if (switchover.isDraining()
        && replication.passed() == replication.last()
        && heartbeatStable < replication.last()) {
      heartbeat(now); // the backup may commit the last of it, and waits to be told
    }
  }

  /** See {@link Switchover#takeSuccessor}. */
  Optional<String> takeSuccessor() {
    return switchover == null ? Optional.empty() : switchover.takeSuccessor();
  }

  /** It is the primary no longer. */
  void onOutOfOffice(Configuration record) {
    copies.closeAll();
    if (switchover != null) {
      switchover.onOutOfOffice(record);
    }
  }

  // --- leases and standstill

  /**
   * Whether nobody else can have become primary: every member's promise holds (R12). With the set
   * empty, confirmed and no change under way, none is needed.
   */
  boolean isLeased(Moment now) {
    if (switchover != null && switchover.hasGivenUpLease()) {
      return false;
    }
    int lease = configuration().promiseMillis() - settings.marginMillis();
    return replication.leased(set.needed(), lease, now);
  }

  /** Whether its own log stands still, so that a backup would do better (R3). */
  boolean standsStill(Moment now) {
    return !configuration().inSync().isEmpty()
        && replication.ownLogOwingMillis(now) >= settings.detectionMillis();
  }
}
