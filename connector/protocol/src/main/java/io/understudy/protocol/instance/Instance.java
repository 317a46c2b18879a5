package io.understudy.protocol.instance;

import io.understudy.protocol.ClientNumber;
import io.understudy.protocol.Configuration;
import io.understudy.protocol.Effect;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.Member;
import io.understudy.protocol.Moment;
import io.understudy.protocol.Purpose;
import io.understudy.protocol.Registration;
import io.understudy.protocol.Response;
import io.understudy.protocol.TableSize;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import io.understudy.protocol.message.Ack;
import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Connection;
import io.understudy.protocol.message.CopyChunk;
import io.understudy.protocol.message.CopyInvitation;
import io.understudy.protocol.message.CopyLost;
import io.understudy.protocol.message.CopyMessage;
import io.understudy.protocol.message.CopyRefused;
import io.understudy.protocol.message.CopyRequest;
import io.understudy.protocol.message.DigestQuery;
import io.understudy.protocol.message.Digests;
import io.understudy.protocol.message.Divergence;
import io.understudy.protocol.message.Handover;
import io.understudy.protocol.message.Heartbeat;
import io.understudy.protocol.message.Join;
import io.understudy.protocol.message.LogMessage;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.PeerMessage;
import io.understudy.protocol.message.Rebuild;
import io.understudy.protocol.message.Restart;
import io.understudy.protocol.message.StandBy;
import io.understudy.protocol.message.Suspicion;
import io.understudy.protocol.message.SuspicionQuery;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * One instance of a service, as a state machine: takes what happened, tells {@link Actions} what is
 * to be done. Not thread-safe: one thread gives all events, in the order they happened; after those
 * that were waiting it calls {@link #flush}.
 *
 * <p>Every {@code moment} is read after the event was received, never before: a promise that ran
 * from an earlier moment than the heartbeat it answers would end before the lease (R12).
 *
 * <p>Here each event is given to what it concerns: the {@link Database} and the log, on which the
 * instance is {@link Standing}, the arbiter's record as a {@link KnownRecord}, its {@link Place} in
 * the group with the {@link Duties} of that, and the {@link Reception} of clients.
 */
public final class Instance {

  /** A stored response that was looked up. */
  public record Stored(long ssn, long digest, Response response) {}

  private final String name;
  private final Settings settings;
  private final Actions actions;
  private final Reporter reporter;
  private final KnownRecord record;
  private final Database database;
  private final Standing standing;
  private final Instances instances;
  private final Reception reception;
  private final Place place;
  private final CopyTarget copy;
  private final Duties duties;
  private final Poison poison;
  private boolean notedAll;

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
    this.actions = actions;
    this.reporter = new Reporter(name, actions);
    this.record = new KnownRecord(actions);
    this.database = new Database(settings, actions, reporter, record);
    this.standing = new Standing(name, actions, chance, record, database);
    this.instances = new Instances();
    this.reception =
        new Reception(name, settings, mutations, actions, record, instances, database.table());
    this.place =
        new Place(
            name, settings, actions, reporter, chance, record, database, standing, instances,
            reception);
    this.poison = new Poison(name, settings, actions, reporter, record, database, standing, place);
    this.copy = new CopyTarget(actions, reporter, chance, record, standing);
    this.duties = new Duties(actions, record, database, standing, reception, place, poison, copy);
  }

  /** First of all: raises the fence, then reads its log, then the record. */
  public void start(Moment moment) {
    record.start(moment);
    reception.start(moment);
    place.start(moment);
    duties.start(moment);
    database.start(moment);
  }

  // ------------------------------------------------------------------ starting and standing

  /** The fence is raised, and this is where the database stands, synced. */
  public void onStanding(
      long fence,
      EntryId position,
      List<EntryId> epochs,
      long timestamp,
      HistoryDigest digest,
      long storedEpochSeen,
      long thisIncarnation,
      Moment moment) {
    boolean copying = standing.isCopying();
    database.onStanding(
        fence,
        copying ? new History(List.of(), EntryId.NONE) : new History(epochs, position),
        timestamp,
        copying ? HistoryDigest.none(digest.serviceVersion()) : digest);
    record.see(Math.max(storedEpochSeen, position.epoch()));
    if (standing.log() == null) {
      standing.readLog(thisIncarnation);
      for (Standing.Early early : standing.takeEarly()) {
        onLogged(early.message(), early.handle(), moment);
      }
    } else {
      standing.rebase();
      place.onFenceRaised(moment);
    }
  }

  /**
   * Before {@link #onStanding}, of which only the first counts here: the database is marked as
   * copying, and where it stands means nothing.
   *
   * @param copyId number of the copy
   * @param place all before it was loaded
   */
  public void onCopying(long copyId, CopyPlace place) {
    if (standing.log() == null) {
      standing.onCopying(copyId);
      copy.resume(place);
    }
  }

  /**
   * After {@link #onStanding}, and when rows of the operation log were dropped: what it holds.
   *
   * @param fence the fence of the database when this was read
   * @param first it has all entries from this SSN on
   * @param bytes bytes of their payloads
   * @param timestamp of the first of them; of the last committed entry if it has none
   */
  public void onLogExtent(long fence, long first, long bytes, long timestamp) {
    if (!standing.isCopying()) {
      database.onLogExtent(fence, first, bytes, timestamp);
    }
  }

  /** After each {@link #onStanding}: what the message table holds. */
  public void onTableSize(TableSize size) {
    if (!standing.isCopying()) {
      database.onTableSize(size);
    }
  }

  /** A message of its log, in the order of the queue: it is on disk. */
  public void onLogged(LogMessage message, long handle, Moment moment) {
    if (standing.log() == null) {
      standing.keep(message, handle);
    } else if (message instanceof Checkpoint checkpoint) {
      onCheckpoint(checkpoint, handle, moment);
    } else if (message instanceof Mark mark) {
      if (standing.onMark(mark, handle)) {
        record.read(moment);
      }
    } else if (message instanceof Restart restart) {
      if (standing.onRestart(restart, handle)) {
        onLogRead(moment);
      }
    }
  }

  private void onLogRead(Moment now) {
    record.onLogRead(standing.log().highestMessageEpoch());
    if (!notedAll) {
      // What is in the log may have been committed, answered, and lost with what was not synced.
      database.mayHaveCommitted(standing.log().highestSsn());
      database.keepEverCommitted();
    }
    if (standing.resume()) {
      record.read(now);
    } else if (standing.log().isVoid()) {
      // It differed before it was restarted (R10).
      standing.erase();
    } else {
      if (database.position().ssn() > 0) {
        reporter.report(
            Report.Kind.LOG_LOST,
            "The intention log does not meet the database at "
                + database.position()
                + ": this instance joins anew.");
      }
      // The database keeps the highest epoch that the log showed, before the log is dropped.
      standing.raiseFence();
    }
  }

  private void onCheckpoint(Checkpoint checkpoint, long handle, Moment now) {
    IntentionLog.Judgement judgement = standing.onCheckpoint(checkpoint, handle);
    record.meet(checkpoint.sender(), now);
    place.onPrimaryHeard(checkpoint.sender());
    Primary primary = place.primary();
    Follower follower = place.follower();
    if (primary != null) {
      primary.onOwnLog(standing.log(), now);
    } else if (follower != null && follower.follows(checkpoint.sender())) {
      follower.onCheckpoint(checkpoint.stable(), now);
      if (judgement == IntentionLog.Judgement.CONFLICT
          && standing.isSettled()
          && !standing.isCopying()) {
        reporter.report(
            Report.Kind.REBUILD,
            "The primary's entry "
                + checkpoint.first().id()
                + " is not the one committed here: this instance joins anew.");
        place.joinAnew();
      }
    }
  }

  // ------------------------------------------------------------------ the record

  /** The arbiter has no record for this service. */
  public void onRecordMissing(Moment moment) {
    if (record.onMissing()) {
      reporter.report(
          Report.Kind.RECORD_OLDER,
          "The arbiter has no record for this service: it was lost, or the service has never been"
              + " founded. Nobody makes itself the primary. If it was lost, restore it from the"
              + " instances: ./understudy restore-record");
    }
  }

  /** The record was read, or a change of it went through. */
  public void onRecord(Configuration read, int version, Moment moment) {
    place.onRecord(read, version, moment);
  }

  /** A change came too late, or had gone through in an earlier try. */
  public void onRecordRefused(Moment moment) {
    place.onUnsettled(moment);
  }

  /** Nobody can tell whether a change went through. */
  public void onRecordUnknown(Moment moment) {
    place.onUnsettled(moment);
  }

  /** The record changed, says a watch. */
  public void onRecordChanged(Moment moment) {
    record.read(moment);
  }

  // ------------------------------------------------------------------ peers

  public void onMessage(PeerMessage message, Moment moment) {
    if (standing.self() == null) {
      // Who sees a connection come up tells the epoch once, and that may be before the log is read.
      record.hear(message.sender().epoch());
      return;
    }
    record.meet(message.sender(), moment);
    Primary primary = place.primary();
    if (invites(message)) {
      place.onPrimaryHeard(message.sender());
      place.onInvitation(message.sender());
    }
    if (message instanceof StandBy) {
      place.onStandBy(message.sender(), moment);
    } else if (message instanceof Heartbeat heartbeat) {
      onHeartbeat(heartbeat, moment);
    } else if (message instanceof Rebuild rebuild) {
      onRebuild(rebuild);
    } else if (message instanceof Handover handover) {
      place.onHandover(handover.sender(), moment);
    } else if (message instanceof Suspicion suspicion) {
      poison.onSuspicion(suspicion);
    } else if (message instanceof SuspicionQuery query) {
      poison.onQuery(query);
    } else if (message instanceof DigestQuery query) {
      onDigestQuery(query);
    } else if (message instanceof Divergence divergence) {
      place.onDivergence(divergence);
    } else if (primary != null && message instanceof Digests digests) {
      if (digests.sender().epoch() == primary.configuration().epoch()) {
        primary.comparison().onDigests(digests);
      }
    } else if (message instanceof CopyMessage part) {
      onCopyMessage(part, moment);
    } else if (primary != null && message instanceof Join join) {
      primary.onJoin(join, moment);
    } else if (primary != null && message instanceof Ack ack) {
      if (ack.sender().epoch() == primary.configuration().epoch()) {
        primary.onAck(ack, moment);
      }
    }
  }

  /** Whether the primary says this only to those that it brings up, or that are in sync. */
  private static boolean invites(PeerMessage message) {
    return message instanceof Heartbeat
        || message instanceof Rebuild
        || message instanceof CopyMessage
            && !(message instanceof CopyRequest)
            && !(message instanceof CopyRefused);
  }

  private void onHeartbeat(Heartbeat heartbeat, Moment now) {
    Follower follower = place.follower();
    if (follower != null && follower.follows(heartbeat.sender())) {
      follower.onHeartbeat(heartbeat, now);
    } else if (heartbeat.sender().epoch() < record.epoch()) {
      // A replaced primary learns it from the higher epoch, and steps down.
      place.tellEpochSeen(heartbeat.sender().instance());
    }
  }

  /** What is asked for has not been committed here yet, or it says what it has (R10). */
  private void onDigestQuery(DigestQuery query) {
    Follower follower = place.follower();
    DigestWindow digests = database.digests();
    boolean follows = follower != null && follower.follows(query.sender()) && standing.isSettled();
    if (follows && query.through() <= digests.last().ssn()) {
      actions.send(
          query.sender().instance(),
          new Digests(
              standing.sender(), query.through(), digests.slice(query.after(), query.through())));
    }
  }

  private void onRebuild(Rebuild rebuild) {
    Follower follower = place.follower();
    boolean stands = rebuild.refused().equals(database.position());
    if (place.role() == Role.JOINING
        && standing.isSettled()
        && !standing.isCopying()
        && follower != null
        && follower.follows(rebuild.sender())
        && stands) {
      reporter.report(
          Report.Kind.REBUILD,
          "The primary's history does not hold "
              + rebuild.refused()
              + ", or its operation log does not reach back so far: this instance is emptied and"
              + " rebuilt.");
      standing.erase();
    }
  }

  private void onCopyMessage(CopyMessage message, Moment now) {
    Primary primary = place.primary();
    Follower follower = place.follower();
    if (message instanceof CopyRequest request) {
      if (primary != null) {
        primary.onCopyRequest(request, now);
      }
      return;
    }
    if (message instanceof CopyRefused refused) {
      if (primary != null) {
        primary.copies().onRefused(refused);
      }
      return;
    }
    boolean listens =
        place.role() == Role.JOINING
            && standing.isSettled()
            && follower != null
            && follower.follows(message.sender());
    if (!listens) {
      return;
    }
    if (message instanceof CopyInvitation) {
      if (!standing.isCopying() && database.position().equals(EntryId.NONE)) {
        copy.begin(now);
      }
    } else if (message instanceof CopyChunk chunk) {
      copy.onChunk(chunk, now);
    } else if (message instanceof CopyLost lost) {
      copy.onLost(lost, now);
    }
  }

  public void onErased(Moment moment) {
    standing.onErased();
  }

  public void onConnected(String instance, Moment moment) {
    place.onConnected(instance, moment);
  }

  public void onDisconnected(String instance, Moment moment) {
    place.onDisconnected(instance, moment);
  }

  /** What the arbiter has of each instance, this one too. */
  public void onRegistrations(Map<String, Registration> byInstance, Moment moment) {
    if (instances.onRegistrations(byInstance) && isServing()) {
      reception.tellInstances();
    }
    database.suspect().lost().remove(each -> instances.purpose(each) == Purpose.REMOVED);
  }

  // ------------------------------------------------------------------ the database

  public void onCommitted(long fence, long lastSsn, List<Effect> effects, Moment moment) {
    List<Entry> entries = database.onCommitted(fence, lastSsn, effects);
    if (entries.isEmpty()) {
      return;
    }
    Primary primary = place.primary();
    if (primary != null) {
      reception.onCommitted(entries, effects);
    }
    standing.log().committed(lastSsn);
    if (primary != null) {
      primary.onCommitted(lastSsn);
    }
  }

  /** A group failed, and nothing of it was committed but what was told before. */
  public void onGroupFailed(long fence, GroupFailure failure, Moment moment) {
    database.onGroupFailed(fence, failure, moment);
  }

  /** The entry that is being executed; {@link EntryId#NONE} if none is. */
  public void onExecuting(EntryId entry, Moment moment) {
    poison.onExecuting(entry, moment);
  }

  /**
   * Before the start: the last process ended while it executed this entry, or this entry has run
   * too long.
   *
   * @param failures how many times it has stopped this instance
   */
  public void onInterrupted(EntryId entry, int failures) {
    database.suspect().remember(entry, failures);
  }

  /**
   * Before the start: what was committed here before, as far as it was noted.
   *
   * @param ssn the last of it
   * @param whole whether that is all; not so if the machine has been restarted since, which may
   *     have lost what was noted last
   */
  public void onNoted(long ssn, boolean whole) {
    database.mayHaveCommitted(ssn);
    notedAll = whole;
  }

  /** What was to be done in the order of the groups failed; the surroundings try it again. */
  public void onDatabaseFailed(String cause, Moment moment) {
    reporter.report(Report.Kind.DATABASE_FAILED, cause);
    poison.onDatabaseAnswers();
  }

  public void onSynced(EntryId position, Moment moment) {
    if (database.onSynced(position, standing.isSettled())) {
      standing.trimLog();
    }
  }

  public void onOperationLog(String forInstance, long from, List<Entry> entries, Moment moment) {
    Primary primary = place.primary();
    if (primary != null) {
      primary.replication().onOperationLog(forInstance, from, entries);
    }
  }

  // ------------------------------------------------------------------ full copies

  /** A page was read for an instance that is copied to. */
  public void onCopyRead(String forInstance, long copyId, CopyPage page, Moment moment) {
    if (place.primary() != null) {
      place.primary().onCopyRead(forInstance, copyId, page);
    }
  }

  /** The snapshot of a copy is lost. */
  public void onCopyFailed(String forInstance, long copyId, String cause, Moment moment) {
    reporter.report(
        Report.Kind.COPY, "The full copy to " + forInstance + " has to begin anew: " + cause);
    if (place.primary() != null) {
      place.primary().onCopyFailed(forInstance, copyId);
    }
  }

  public void onCopyBegun(long copyId, Moment moment) {
    copy.onBegun(copyId, moment);
  }

  /** All before this place is loaded. */
  public void onCopyLoaded(long copyId, CopyPlace next, Moment moment) {
    copy.onLoaded(copyId, next, moment);
  }

  /**
   * In place of {@link #onCopyLoaded}: the page cannot be loaded, however often it is tried.
   *
   * @param why in the words of the service or the database
   */
  public void onCopyRefused(long copyId, String why, Moment moment) {
    copy.onRefused(copyId, why, moment);
  }

  public void onCopyEnded(long copyId, Moment moment) {
    copy.onEnded(copyId);
  }

  // ------------------------------------------------------------------ look-ups

  public void onClientStanding(Connection connection, long highest, long floor, Moment moment) {
    reception.table().onClientStanding(connection, highest, floor);
  }

  /** So many rows a client has in the message table. */
  public void onRowsCounted(Connection connection, long rows, Moment moment) {
    reception.table().onCounted(connection, rows);
  }

  /**
   * A page of the message table was read.
   *
   * @param after where it begins
   * @param rows of each client in it, in the table's order, the last row; empty at the table's end
   */
  public void onMessageTable(ClientNumber after, List<ClientNumber> rows, Moment moment) {
    if (isServing()) {
      reception.onRows(after, rows, place.primary(), moment);
    }
  }

  public void onStored(
      Connection connection, List<Long> asked, Map<Long, Stored> stored, Moment moment) {
    reception.table().onStored(connection, asked, stored);
  }

  public void onQueried(Connection connection, long number, Response response, Moment moment) {
    reception.table().onQueried(connection, number, response);
  }

  // ------------------------------------------------------------------ clients

  public void onClient(ClientMessage message, Moment moment) {
    if (message instanceof ClientMessage.Switchover word) {
      place.switchOver(word, moment);
    } else if (message instanceof ClientMessage.Reject word) {
      poison.reject(word, instances.names(), moment);
    } else if (isServing()) {
      reception.admitWaiting(place.primary(), moment);
      reception.onClient(message, place.primary(), moment);
    } else if (message instanceof ClientMessage.Hello hello) {
      reception.onGreetedTooSoon(hello, place.leader(moment), place.mayServeNext(), moment);
    } else if (message instanceof ClientMessage.Bye bye) {
      reception.onByeTooSoon(bye);
    }
  }

  public void onClientGone(String replyTo, Moment moment) {
    reception.onClientGone(replyTo);
  }

  /** False while so much is in progress that no more requests should be given. */
  public boolean takesRequests() {
    Primary primary = place.primary();
    return primary == null || (primary.hasRoom() && reception.hasRoom());
  }

  // ------------------------------------------------------------------ time

  /** To be called at least every 10 ms. */
  public void onTick(Moment moment) {
    duties.onTick(moment);
  }

  /** All events that were waiting have been given: what was gathered is sent. */
  public void flush(Moment moment) {
    duties.flush(moment);
  }

  // ------------------------------------------------------------------ to the operator

  public Role role() {
    return place.role();
  }

  /** Its name and the number of its intention log; null until the log has been read. */
  public Member self() {
    return standing.self();
  }

  /** Whether clients are served here. */
  public boolean isServing() {
    return place.primary() != null && place.primary().isServing();
  }

  /** How it is, by name, as {@code status} shows it. */
  public Map<String, String> status(Moment moment) {
    Map<String, String> status = new TreeMap<>();
    status.put("instance", name);
    status.put("role", role().name());
    status.put("serving", Boolean.toString(isServing()));
    status.put("incarnation", Long.toString(standing.incarnation()));
    status.put("committed", "0");
    status.put("synced", "0");
    if (database.history() != null) {
      database.addTo(status);
    }
    status.put("epoch-seen", Long.toString(record.epochSeen()));
    if (standing.self() != null && standing.hasData()) {
      status.put("log-id", Long.toString(standing.self().logId()));
      status.put("log-epoch", Long.toString(standing.log().highestMessageEpoch()));
      status.put("log-last", Long.toString(standing.log().held().last()));
    }
    if (!record.trouble().isEmpty()) {
      status.put("record", record.trouble());
    }
    if (role() == Role.STOPPED) {
      status.put("reason", "the arbiter's record is " + record.trouble());
    }
    Configuration configuration = record.configuration();
    if (configuration != null) {
      status.put(
          "rejected",
          String.join(
              ",",
              configuration.rejected().entrySet().stream()
                  .map(each -> each.getKey() + "=" + each.getValue())
                  .toList()));
      status.put("epoch", Long.toString(configuration.epoch()));
      status.put("primary", record.primary());
      status.put(
          "in-sync",
          String.join(",", configuration.inSync().stream().map(Member::instance).toList()));
      status.put(
          "in-sync-members",
          String.join(
              ",",
              configuration.inSync().stream()
                  .map(member -> member.instance() + "=" + member.logId())
                  .toList()));
    }
    Primary primary = place.primary();
    if (primary != null) {
      status.put("last", Long.toString(primary.replication().last()));
      status.put("stable", Long.toString(primary.replication().stable()));
      status.put("degraded", Boolean.toString(primary.isDegraded()));
      status.put("min-in-sync", Integer.toString(settings.minInSync()));
      status.put("below-minimum", Boolean.toString(!primary.hasEnoughBackups()));
      status.put("leased", Boolean.toString(place.isLeased(moment)));
      primary
          .comparison()
          .diverged()
          .forEach((instance, how) -> status.put("diverged." + instance, how));
      status.put("clients", Integer.toString(reception.table().connectedClients()));
      primary
          .copies()
          .progress()
          .forEach((instance, progress) -> status.put("copy." + instance, progress.toString()));
      primary
          .copies()
          .refusals()
          .forEach(
              (instance, why) -> {
                if (instances.purpose(instance) != Purpose.REMOVED) {
                  status.put("copy-refused." + instance, why);
                }
              });
    } else if (place.follower() != null) {
      status.put("stable", Long.toString(place.follower().stable()));
    }
    poison.addTo(status);
    if (!place.divergence().isEmpty()) {
      status.put("diverged." + name, place.divergence());
    }
    if (standing.isCopying() && place.role() != Role.SPARE) {
      status.put("copying", copy.progress().toString());
    }
    return status;
  }
}
