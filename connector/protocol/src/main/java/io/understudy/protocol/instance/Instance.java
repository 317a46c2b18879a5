package io.understudy.protocol.instance;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Member;
import io.understudy.protocol.Moment;
import io.understudy.protocol.Response;
import io.understudy.protocol.message.Ack;
import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Connection;
import io.understudy.protocol.message.Heartbeat;
import io.understudy.protocol.message.Join;
import io.understudy.protocol.message.LogMessage;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.PeerMessage;
import io.understudy.protocol.message.Rebuild;
import io.understudy.protocol.message.Restart;
import io.understudy.protocol.message.Sender;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.protocol.message.ServerMessage.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * One instance of a service, as a state machine: takes what happened, tells {@link Actions} what is
 * to be done. Not thread-safe: one thread gives all events, in the order they happened; after those
 * that were waiting it calls {@link #flush}.
 *
 * <p>Every {@code moment} is read after the event was received, never before: a promise that ran
 * from an earlier moment than the heartbeat it answers would end before the lease (R12).
 */
public final class Instance implements MessageTable.Intake {
  private static final int JOIN_MILLIS = 200;
  private static final int RECORD_MILLIS = 500;
  private static final int SYNC_MILLIS = 1000;
  private static final int SYNC_ENTRIES = 8192;
  private static final long SYNC_WEIGHT = 16 << 20;
  private static final int IDLE_CHECK_MILLIS = 1000;

  /** Incarnations of one process: each resignation begins another. */
  private static final int LIVES_BITS = 32;

  /** A database may stand still this many detection times before its primary steps down (R3). */
  private static final int DATABASE_PATIENCE = 5;

  /** What is waited for before anything else is done. */
  private enum Step {
    FENCE,
    LOG,
    MARK,
    ERASE,
    NONE
  }

  /** A stored response that was looked up. */
  public record Stored(long ssn, long digest, Response response) {}

  private record Early(LogMessage message, long handle) {}

  private final String name;
  private final Settings settings;
  private final LongSupplier chance;
  private final Actions actions;
  private final Execution execution;
  private final Set<String> connected = new HashSet<>();
  private final List<Early> early = new ArrayList<>();
  private final Map<String, Boolean> mutations;
  private final MessageTable table;

  private Role role = Role.STARTING;
  private Step step = Step.FENCE;
  private Map<String, String> addresses = Map.of();
  private Member self;
  private long incarnation;
  private long epochSeen;
  private long epochAtStart;
  private History history;
  private IntentionLog log;
  private long lastTimestamp;
  private long synced;
  private boolean syncing;
  private boolean syncVoid;
  private long unsyncedWeight;
  private Configuration configuration;
  private int version;
  private Follower follower;
  private RecordChange takeover;
  private Primary primary;
  private long newLogId;
  private boolean freshLog;
  private Moment started;
  private Moment lastJoin;
  private Moment lastRecordRead;
  private Moment lastSync;
  private Moment lastIdleCheck;
  private Moment failingSince;
  private Moment olderSince;
  private Moment now;

  /**
   * @param name name of this instance
   * @param mutations the operations of the service, and whether each is a mutation
   * @param chance source of random numbers
   */
  public Instance(
      String name,
      Settings settings,
      Map<String, Boolean> mutations,
      LongSupplier chance,
      Actions actions) {
    this.name = name;
    this.settings = settings;
    this.mutations = Map.copyOf(mutations);
    this.chance = chance;
    this.actions = actions;
    this.execution = new Execution(actions);
    this.table = new MessageTable(settings, this.mutations, actions);
  }

  /** First of all: raises the fence, then reads its log, then the record. */
  public void start(Moment moment) {
    now = moment;
    started = now;
    lastJoin = now;
    lastRecordRead = now;
    lastSync = now;
    lastIdleCheck = now;
    actions.raiseFence(0);
  }

  // ------------------------------------------------------------------ starting and standing

  /** The fence is raised, and this is where the database stands, synced. */
  public void onStanding(
      long fence,
      EntryId position,
      List<EntryId> epochs,
      long timestamp,
      long storedEpochSeen,
      long thisIncarnation,
      Moment moment) {
    now = moment;
    history = new History(epochs, position);
    lastTimestamp = timestamp;
    synced = position.ssn();
    epochSeen = Math.max(Math.max(epochSeen, storedEpochSeen), position.epoch());
    execution.onFence(fence);
    if (log == null) {
      log = new IntentionLog(history);
      incarnation = thisIncarnation << LIVES_BITS;
      step = Step.LOG;
      actions.appendToLog(new Restart(incarnation, 0));
      List<Early> waiting = List.copyOf(early);
      early.clear();
      waiting.forEach(message -> onLogged(message.message(), message.handle(), moment));
      return;
    }
    log.rebase(history);
    if (role == Role.TAKING_OVER) {
      takeOffice();
    } else if (role == Role.BACKUP) {
      step = Step.NONE;
      readRecord();
    } else {
      markLog();
    }
  }

  /** All before is void; the database holds, synced, what counts (R9). */
  private void markLog() {
    step = Step.MARK;
    newLogId = chance.getAsLong();
    actions.appendToLog(new Mark(newLogId, history.position()));
  }

  /** A message of its log, in the order of the queue: it is on disk. */
  public void onLogged(LogMessage message, long handle, Moment moment) {
    now = moment;
    if (log == null) {
      early.add(new Early(message, handle));
    } else if (message instanceof Checkpoint checkpoint) {
      onCheckpoint(checkpoint, handle);
    } else if (message instanceof Mark mark) {
      log.judge(mark, handle);
      if (step == Step.MARK && mark.logId() == newLogId) {
        self = new Member(name, newLogId);
        freshLog = true;
        step = Step.NONE;
        readRecord();
      }
    } else if (message instanceof Restart restart) {
      log.judge(restart, handle);
      if (step == Step.LOG && restart.incarnation() == incarnation) {
        onLogRead();
      }
    }
  }

  private void onLogRead() {
    epochSeen = Math.max(epochSeen, log.highestMessageEpoch());
    epochAtStart = epochSeen;
    if (log.meetsDatabase()) {
      self = new Member(name, log.logId());
      step = Step.NONE;
      readRecord();
    } else {
      if (history.position().ssn() > 0) {
        report(
            Report.Kind.LOG_LOST,
            "The intention log does not meet the database at "
                + history.position()
                + ": this instance joins anew.");
      }
      // The database keeps the highest epoch that the log showed, before the log is dropped.
      raiseFence();
    }
  }

  private void onCheckpoint(Checkpoint checkpoint, long handle) {
    IntentionLog.Judgement judgement = log.judge(checkpoint, handle);
    freshLog = false;
    meet(checkpoint.sender());
    if (role == Role.PRIMARY) {
      primary
          .replication()
          .onOwnAck(log.matched(name, self.logId(), primary.configuration().incarnation()), now);
    } else if (follower != null && follower.follows(checkpoint.sender())) {
      follower.onCheckpoint(checkpoint.stable(), now);
      if (judgement == IntentionLog.Judgement.CONFLICT && step == Step.NONE) {
        report(
            Report.Kind.REBUILD,
            "The primary's entry "
                + checkpoint.first().id()
                + " is not the one committed here: this instance joins anew.");
        joinAnew();
      }
    }
  }

  // ------------------------------------------------------------------ the record

  private void readRecord() {
    lastRecordRead = now;
    actions.readRecord();
  }

  /** Whoever meets a higher epoch reads the record (R1). */
  private void meet(Sender sender) {
    if (sender.epoch() > epochSeen) {
      epochSeen = sender.epoch();
      readRecord();
    }
  }

  /** Whether an epoch was seen whose record has not been read: the one known is refused (R1). */
  private boolean isOutdated() {
    return configuration != null && epochSeen > configuration.epoch();
  }

  /** The arbiter has no record for this service. */
  public void onRecordMissing(Moment moment) {
    now = moment;
    report(Report.Kind.RECORD_OLDER, "The arbiter has no record for this service.");
  }

  public void onRecord(Configuration record, int newVersion, Moment moment) {
    now = moment;
    if (self == null || step != Step.NONE || role == Role.STOPPED) {
      return;
    }
    long known = configuration == null ? epochAtStart : configuration.epoch();
    if (record.epoch() < known) {
      onOlderRecord(record);
      return;
    }
    olderSince = null;
    if (role == Role.PRIMARY) {
      if (primary.onRecord(record, newVersion, now)) {
        accept(record, newVersion);
      } else {
        accept(record, newVersion);
        stepDown("the record names " + record.primary());
      }
    } else if (role == Role.TAKING_OVER) {
      onRecordWhileTakingOver(record, newVersion);
    } else {
      boolean news = configuration == null || record.epoch() > configuration.epoch();
      accept(record, newVersion);
      if (news || role == Role.STARTING) {
        follow();
      }
    }
  }

  /**
   * A read may have been overtaken by a newer one; only while the record stays older for a while it
   * was lost or restored.
   */
  private void onOlderRecord(Configuration record) {
    if (olderSince == null) {
      olderSince = now;
    }
    if (configuration != null && now.since(olderSince) < RECORD_MILLIS) {
      return;
    }
    olderSince = null;
    String text =
        "The arbiter's record is of epoch "
            + record.epoch()
            + ", and epoch "
            + Math.max(epochSeen, configuration == null ? 0 : configuration.epoch())
            + " has been seen here: the record was lost or restored."
            + " It must be restored from the instances.";
    report(Report.Kind.RECORD_OLDER, text);
    if (role == Role.STARTING) {
      become(Role.STOPPED, "the arbiter's record is older than this instance");
    }
  }

  private void accept(Configuration record, int newVersion) {
    configuration = record;
    version = newVersion;
    epochSeen = Math.max(epochSeen, record.epoch());
  }

  public void onRecordRefused(Moment moment) {
    onRecordUnknown(moment);
  }

  public void onRecordUnknown(Moment moment) {
    now = moment;
    if (role == Role.TAKING_OVER && takeover != null) {
      takeover.onUnsettled(now);
    } else if (role == Role.PRIMARY) {
      primary.onUnsettled(now);
    }
  }

  /** The record changed, says a watch. */
  public void onRecordChanged(Moment moment) {
    now = moment;
    readRecord();
  }

  // ------------------------------------------------------------------ roles

  private void become(Role next, String why) {
    report(Report.Kind.ROLE_CHANGED, role + " -> " + next + ": " + why + ".");
    role = next;
  }

  /** Under the present record: what it is in it, and under whom. */
  private void follow() {
    boolean own = configuration.isPrimary(self);
    if (configuration.epoch() == 0) {
      followNobody();
    } else if (own || configuration.isInSync(self)) {
      follower =
          follower == null
              ? new Follower(settings, configuration, lastPromise(), now)
              : follower.under(configuration, now);
      if (role != Role.BACKUP) {
        become(
            Role.BACKUP,
            own
                ? "the record names this instance as its primary, of an earlier incarnation"
                : "in sync under " + configuration.primary() + ", epoch " + configuration.epoch());
      }
      if (own && configuration.incarnation() != incarnation) {
        // Nobody else is to be waited for: the record's own primary comes back (R6).
        follower.onDisconnected();
      }
    } else {
      follower =
          follower == null
              ? new Follower(settings, configuration, lastPromise(), now)
              : follower.under(configuration, now);
      if (role == Role.JOINING) {
        return;
      }
      if (role == Role.STARTING && freshLog) {
        become(Role.JOINING, "not in the record of epoch " + configuration.epoch());
      } else {
        joinAnew();
      }
    }
  }

  /** When the last promise was given that may still hold: after a restart, as if at the start. */
  private Moment lastPromise() {
    return follower == null ? started : follower.promised();
  }

  /** Epoch 0: only an empty founder may take the service up. */
  private void followNobody() {
    boolean empty = history.position().equals(EntryId.NONE) && epochSeen == 0;
    if (empty && configuration.founder().equals(name)) {
      ask(configuration.next(self, incarnation, List.of()), "founding the service");
    } else if (role == Role.STARTING) {
      become(Role.JOINING, "the service has not been founded yet");
    }
  }

  /** No longer a member: the database is synced, then the log is dropped (R9). */
  private void joinAnew() {
    if (role != Role.JOINING) {
      become(Role.JOINING, "not in the record of epoch " + configuration.epoch());
    }
    raiseFence();
  }

  private void raiseFence() {
    execution.abandon();
    step = Step.FENCE;
    actions.raiseFence(epochSeen);
  }

  private void ask(Configuration asked, String why) {
    become(Role.TAKING_OVER, why);
    report(
        Report.Kind.TAKEOVER_STARTED,
        "Asking the arbiter for epoch " + asked.epoch() + ": " + why + ".");
    takeover = new RecordChange(asked, version, actions, now);
  }

  private void onRecordWhileTakingOver(Configuration record, int newVersion) {
    if (takeover == null) {
      accept(record, newVersion);
      return;
    }
    RecordChange.Outcome outcome = takeover.onRecord(record, newVersion, now);
    if (outcome == RecordChange.Outcome.UNKNOWN) {
      return;
    }
    takeover = null;
    accept(record, newVersion);
    if (outcome == RecordChange.Outcome.DONE) {
      raiseFence();
    } else {
      if (follower != null) {
        follower = follower.under(configuration, now);
      }
      follow();
    }
  }

  /** The fence is raised, the position read: now it is the primary (R5). */
  private void takeOffice() {
    step = Step.NONE;
    if (!configuration.isPrimary(self) || configuration.incarnation() != incarnation) {
      // The record has gone on while the fence was raised.
      follow();
      return;
    }
    follower = null;
    failingSince = null;
    primary =
        new Primary(
            settings,
            actions,
            self,
            configuration,
            version,
            history,
            log,
            lastTimestamp,
            chance.getAsLong(),
            connected,
            now);
    become(Role.PRIMARY, "epoch " + configuration.epoch());
    // It may have changed while the fence was raised.
    readRecord();
    if (primary.isDegraded()) {
      report(
          Report.Kind.DEGRADED,
          "DEGRADED: no backup is in sync; the loss of this server would lose the service.");
    }
  }

  /** Forgets the SSNs it gave and the requests in progress (R1). */
  private void stepDown(String why) {
    leaveOffice();
    become(Role.STARTING, "stepping down, as " + why);
    follow();
    if (role == Role.BACKUP) {
      raiseFence();
    }
  }

  private void leaveOffice() {
    String name = configuration.primary() == null ? "" : configuration.primary().instance();
    table.close(configuration.epoch(), name.equals(this.name) ? "" : name, addresses);
    primary = null;
    follower = null;
  }

  /** Its own log or database stands still: a backup will do better (R3). */
  private void resign(String why) {
    report(Report.Kind.STOPPED, "Stepping down: " + why + ".");
    leaveOffice();
    beginLife();
    become(Role.BACKUP, "resigned, as " + why);
    follower = new Follower(settings, configuration, now, now);
    raiseFence();
  }

  /** Acks for what it sent in one term must not count for what it may send in another (R5, R6). */
  private void beginLife() {
    incarnation++;
  }

  // ------------------------------------------------------------------ peers

  public void onMessage(PeerMessage message, Moment moment) {
    now = moment;
    if (self == null) {
      return;
    }
    meet(message.sender());
    if (message instanceof Heartbeat heartbeat) {
      onHeartbeat(heartbeat);
    } else if (message instanceof Ack ack) {
      if (role == Role.PRIMARY && ack.sender().epoch() == primary.configuration().epoch()) {
        primary.onAck(ack, now);
      }
    } else if (message instanceof Join join) {
      if (role == Role.PRIMARY) {
        primary.onJoin(join, now);
      }
    } else if (message instanceof Rebuild rebuild) {
      onRebuild(rebuild);
    }
  }

  private void onHeartbeat(Heartbeat heartbeat) {
    if (follower != null && follower.follows(heartbeat.sender())) {
      follower.onHeartbeat(heartbeat, now);
    } else if (configuration != null && heartbeat.sender().epoch() < configuration.epoch()) {
      // A replaced primary learns it from the higher epoch, and steps down.
      actions.send(heartbeat.sender().instance(), new Ack(sender(), 0, 0, 0, false));
    }
  }

  private void onRebuild(Rebuild rebuild) {
    boolean stands = rebuild.refused().equals(history.position());
    if (role == Role.JOINING
        && step == Step.NONE
        && follower != null
        && follower.follows(rebuild.sender())
        && stands) {
      report(
          Report.Kind.REBUILD,
          "The primary's history does not hold "
              + rebuild.refused()
              + ": this instance is emptied and rebuilt.");
      execution.abandon();
      step = Step.ERASE;
      syncVoid = syncing;
      actions.eraseDatabase();
    }
  }

  public void onErased(Moment moment) {
    now = moment;
    if (step == Step.ERASE) {
      failingSince = null;
      raiseFence();
    }
  }

  public void onConnected(String instance, Moment moment) {
    now = moment;
    connected.add(instance);
    if (role == Role.PRIMARY) {
      primary.onConnected(instance, now);
    }
  }

  public void onDisconnected(String instance, Moment moment) {
    now = moment;
    connected.remove(instance);
    if (role == Role.PRIMARY) {
      primary.onDisconnected(instance);
    } else if (follower != null
        && configuration.primary() != null
        && configuration.primary().instance().equals(instance)) {
      follower.onDisconnected();
    }
  }

  public void onAddresses(Map<String, String> byInstance, Moment moment) {
    now = moment;
    addresses = Map.copyOf(byInstance);
  }

  private Sender sender() {
    return new Sender(configuration == null ? 0 : configuration.epoch(), self, incarnation);
  }

  // ------------------------------------------------------------------ the database

  public void onCommitted(long fence, long lastSsn, List<Response> responses, Moment moment) {
    now = moment;
    List<Entry> entries = execution.onCommitted(fence, lastSsn);
    failingSince = null;
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      history.committed(entry);
      unsyncedWeight += entry.weight();
      lastTimestamp = Math.max(lastTimestamp, entry.timestamp());
      if (role == Role.PRIMARY && !entry.clientId().isEmpty()) {
        table.onCommitted(entry, responses.get(i));
      }
    }
    if (!entries.isEmpty()) {
      log.committed(lastSsn);
      if (role == Role.PRIMARY) {
        primary.onCommitted(lastSsn);
      }
    }
  }

  public void onGroupFailed(long fence, String cause, Moment moment) {
    now = moment;
    if (execution.onFailed(fence, now)) {
      if (failingSince == null) {
        failingSince = now;
        report(Report.Kind.DATABASE_FAILED, "A group failed and is tried again: " + cause);
      }
    }
  }

  /** A database task other than a group or a query failed; the surroundings try it again. */
  public void onDatabaseFailed(String cause, Moment moment) {
    now = moment;
    report(Report.Kind.DATABASE_FAILED, cause);
  }

  public void onSynced(EntryId position, Moment moment) {
    now = moment;
    syncing = false;
    if (syncVoid) {
      // It began before the database was emptied, and says nothing of what is there now.
      syncVoid = false;
    } else if (step == Step.NONE && history.contains(position)) {
      synced = Math.max(synced, position.ssn());
      long handle = log.trim(synced);
      if (handle >= 0) {
        actions.trimLog(handle);
      }
      if (log.takeNaming()) {
        actions.appendToLog(new Restart(incarnation, log.logId()));
      }
    }
  }

  public void onOperationLog(String forInstance, long from, List<Entry> entries, Moment moment) {
    now = moment;
    if (role == Role.PRIMARY) {
      primary.replication().onOperationLog(forInstance, from, entries);
    }
  }

  public void onClientStanding(Connection connection, long highest, long floor, Moment moment) {
    now = moment;
    table.onClientStanding(connection, highest, floor);
  }

  public void onStored(
      Connection connection, List<Long> asked, Map<Long, Stored> stored, Moment moment) {
    now = moment;
    table.onStored(connection, asked, stored);
  }

  public void onQueried(Connection connection, long number, Response response, Moment moment) {
    now = moment;
    table.onQueried(connection, number, response);
  }

  // ------------------------------------------------------------------ clients

  public void onClient(ClientMessage message, Moment moment) {
    now = moment;
    boolean serves = role == Role.PRIMARY && primary.isServing();
    if (message instanceof ClientMessage.Hello hello) {
      if (serves) {
        table.onHello(hello, configuration.epoch(), addresses, now);
      } else {
        redirect(hello);
      }
    } else if (!serves) {
      return;
    } else if (message instanceof ClientMessage.Requests requests) {
      table.onRequests(requests, configuration.epoch(), addresses, this, now);
    } else if (message instanceof ClientMessage.Recall recall) {
      table.onRecall(recall);
    } else if (message instanceof ClientMessage.Bye bye) {
      table.onBye(bye.connection());
    }
  }

  /** A redirect claims nothing, and needs no lease. */
  private void redirect(ClientMessage.Hello hello) {
    boolean other =
        (role == Role.BACKUP || role == Role.JOINING)
            && configuration != null
            && configuration.primary() != null
            && !configuration.primary().instance().equals(name);
    actions.respond(
        hello.replyTo(),
        new ServerMessage.Goodbye(
            hello.connection().attempt(),
            configuration == null ? 0 : configuration.epoch(),
            other ? Reason.NOT_PRIMARY : Reason.NOT_READY,
            other ? configuration.primary().instance() : "",
            addresses));
  }

  @Override
  public void take(String clientId, ClientMessage.Request request) {
    primary.take(clientId, request, now);
  }

  @Override
  public void forget(String clientId, long number) {
    primary.forget(clientId, number, now);
  }

  public void onClientGone(String replyTo, Moment moment) {
    now = moment;
    table.onGone(replyTo);
  }

  /** False while so much is in progress that no more requests should be given. */
  public boolean takesRequests() {
    return role != Role.PRIMARY || (primary.hasRoom() && table.gated() < settings.maxPending());
  }

  // ------------------------------------------------------------------ time

  /** To be called at least every 10 ms. */
  public void onTick(Moment moment) {
    now = moment;
    switch (role) {
      case PRIMARY -> tickPrimary();
      case TAKING_OVER -> {
        if (takeover != null) {
          takeover.onTick(now);
        }
      }
      case BACKUP -> considerTakeover();
      case JOINING -> askToJoin();
      default -> {}
    }
    if (step == Step.NONE
        && self != null
        && now.since(lastRecordRead) >= RECORD_MILLIS
        && isRecordInDoubt()) {
      readRecord();
    }
    if (step == Step.NONE && !syncing && isSyncDue()) {
      syncing = true;
      lastSync = now;
      unsyncedWeight = 0;
      actions.syncDatabase();
    }
  }

  /** An answer of the arbiter, or what a watch says, may have been lost. */
  private boolean isRecordInDoubt() {
    return switch (role) {
      case STARTING, JOINING, BACKUP ->
          configuration == null || follower == null || isOutdated() || follower.suspects(now);
      case PRIMARY -> isOutdated() || olderSince != null;
      case TAKING_OVER, STOPPED -> false;
    };
  }

  private boolean isSyncDue() {
    long behind = history.position().ssn() - synced;
    return behind >= SYNC_ENTRIES
        || unsyncedWeight >= SYNC_WEIGHT
        || (behind > 0 && now.since(lastSync) >= SYNC_MILLIS);
  }

  private void tickPrimary() {
    primary.onTick(now);
    if (now.since(lastIdleCheck) >= IDLE_CHECK_MILLIS) {
      lastIdleCheck = now;
      table.dropIdle(configuration.epoch(), addresses, now);
    }
    int patience = DATABASE_PATIENCE * settings.detectionMillis();
    boolean replaceable = !primary.isDegraded();
    if (primary.standsStill(now)) {
      resign("its intention log stands still");
    } else if (replaceable
        && (execution.runningMillis(primary.commitLimit(), now) >= patience || isDatabaseStuck())) {
      resign("its database stands still");
    }
  }

  /** Suspicion only starts a takeover; the promises and the arbiter decide it (R4). */
  private void considerTakeover() {
    if (step == Step.NONE && follower.suspects(now) && follower.isFree(now)) {
      boolean own = configuration.isPrimary(self);
      List<Member> set = new ArrayList<>(configuration.inSync());
      set.remove(self);
      ask(
          configuration.next(self, incarnation, set),
          own
              ? "this instance was the primary"
              : "the primary " + configuration.primary() + " is suspected");
    }
  }

  private void askToJoin() {
    boolean unheard =
        step == Step.NONE
            && follower != null
            && (!follower.hasHeard(log) || follower.silentMillis(now) >= 2 * JOIN_MILLIS);
    if (unheard && now.since(lastJoin) >= JOIN_MILLIS) {
      lastJoin = now;
      actions.send(
          configuration.primary().instance(),
          new Join(sender(), history.position(), history.position()));
    }
  }

  /** All events that were waiting have been given: what was gathered is sent. */
  public void flush(Moment moment) {
    now = moment;
    if (role == Role.PRIMARY) {
      primary.replication().flush(now);
      execute(primary.nextGroup(), primary.commitLimit());
      table.flush(configuration.epoch(), primary.isLeased(now), addresses);
    } else if (follower != null && step == Step.NONE) {
      // Only what is stable is executed here, so that no group ever waits.
      execute(follower.nextGroup(log), follower.commitLimit(log));
      if (mayAcknowledge()) {
        acknowledge();
      }
    }
  }

  /**
   * Not from asking to be the primary until the outcome is known (R4), not to a primary that has
   * been replaced (R1), and not while its own database cannot go on: the primary then goes on
   * without it (R3).
   */
  private boolean mayAcknowledge() {
    return role != Role.TAKING_OVER
        && !isOutdated()
        && !configuration.isPrimary(self)
        && !isDatabaseStuck();
  }

  private void acknowledge() {
    Ack ack = follower.takeAck(sender(), log, history.position().ssn(), now);
    if (ack != null) {
      actions.send(configuration.primary().instance(), ack);
    }
  }

  /** Groups have failed, and nothing else was done, for longer than is borne. */
  private boolean isDatabaseStuck() {
    return failingSince != null
        && now.since(failingSince) >= DATABASE_PATIENCE * settings.detectionMillis();
  }

  private void execute(List<Entry> group, long limit) {
    if (!group.isEmpty() && execution.isIdle(now)) {
      execution.start(group, now);
    }
    execution.release(limit);
  }

  // ------------------------------------------------------------------ to the operator

  private void report(Report.Kind kind, String text) {
    actions.report(new Report(kind, name + ": " + text));
  }

  public Role role() {
    return role;
  }

  /** Its name and the number of its intention log; null until the log has been read. */
  public Member self() {
    return self;
  }

  /** Whether clients are served here. */
  public boolean isServing() {
    return role == Role.PRIMARY && primary.isServing();
  }

  /** How it is, by name, as {@code status} shows it. */
  public Map<String, String> status(Moment moment) {
    now = moment;
    Map<String, String> status = new TreeMap<>();
    status.put("instance", name);
    status.put("role", role.name());
    status.put("serving", Boolean.toString(isServing()));
    status.put("incarnation", Long.toString(incarnation));
    status.put("committed", history == null ? "0" : Long.toString(history.position().ssn()));
    if (configuration != null) {
      status.put("epoch", Long.toString(configuration.epoch()));
      status.put(
          "primary", configuration.primary() == null ? "" : configuration.primary().instance());
      status.put(
          "in-sync",
          String.join(",", configuration.inSync().stream().map(Member::instance).toList()));
    }
    if (role == Role.PRIMARY) {
      status.put("last", Long.toString(primary.replication().last()));
      status.put("stable", Long.toString(primary.replication().stable()));
      status.put("degraded", Boolean.toString(primary.isDegraded()));
      status.put("leased", Boolean.toString(primary.isLeased(now)));
      status.put("clients", Integer.toString(table.connectedClients()));
    } else if (follower != null) {
      status.put("stable", Long.toString(follower.stable()));
    }
    return status;
  }
}
