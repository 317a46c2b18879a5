package io.understudy.protocol.instance;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Member;
import io.understudy.protocol.Moment;
import io.understudy.protocol.Purpose;
import io.understudy.protocol.message.Ack;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Divergence;
import io.understudy.protocol.message.Handover;
import io.understudy.protocol.message.Sender;
import io.understudy.protocol.message.ServerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The place of an instance in its group: the role it has under the arbiter's record, and how it
 * comes to another. In office it has a {@link Primary}, under another primary a {@link Follower}.
 */
final class Place {
  private final String name;
  private final Settings settings;
  private final Actions actions;
  private final Reporter reporter;
  private final LongSupplier chance;
  private final KnownRecord record;
  private final Database database;
  private final Standing standing;
  private final Instances instances;
  private final Reception reception;
  private Role role = Role.STARTING;
  private Follower follower;
  private RecordChange takeover;
  private Primary primary;
  private Moment started;
  private boolean keepsLog;

  /** An entry is committed here that the operator has had answered with an error elsewhere. */
  private boolean hasOtherAnswer;

  private String divergence = "";

  Place(
      String name,
      Settings settings,
      Actions actions,
      Reporter reporter,
      LongSupplier chance,
      KnownRecord record,
      Database database,
      Standing standing,
      Instances instances,
      Reception reception) {
    this.name = name;
    this.settings = settings;
    this.actions = actions;
    this.reporter = reporter;
    this.chance = chance;
    this.record = record;
    this.database = database;
    this.standing = standing;
    this.instances = instances;
    this.reception = reception;
  }

  void start(Moment now) {
    started = now;
  }

  Role role() {
    return role;
  }

  /** Null unless this instance is the primary. */
  Primary primary() {
    return primary;
  }

  /** Null while it follows nobody; while taking over, of the primary that is suspected. */
  Follower follower() {
    return follower;
  }

  /**
   * The other instance that clients are sent to; empty where there is none. A primary that is
   * suspected, or hands over, is none: this backup may be the next, and who waits here has it at
   * once, without a new connection.
   */
  String leader(Moment now) {
    boolean outside = role == Role.JOINING || role == Role.SPARE;
    boolean follows = (role == Role.BACKUP || outside) && record.isLedByOther(name);
    boolean doubts = role == Role.BACKUP && follower.doubts(now);
    return follows && !doubts ? record.primary() : "";
  }

  /** Whether this instance may be the one that serves in a moment. */
  boolean mayServeNext() {
    return role == Role.BACKUP || role == Role.TAKING_OVER || role == Role.PRIMARY;
  }

  private void become(Role next, String why) {
    reporter.report(Report.Kind.ROLE_CHANGED, role + " -> " + next + ": " + why + ".");
    role = next;
    keepsLog = false;
  }

  void onConnected(String instance, Moment now) {
    instances.onConnected(instance);
    if (standing.self() != null) {
      tellEpochSeen(instance);
    }
    if (primary != null) {
      primary.onConnected(instance, now);
    } else if (follower != null && record.primary().equals(instance)) {
      follower.onConnected();
    }
  }

  void onDisconnected(String instance, Moment now) {
    instances.onDisconnected(instance);
    if (primary != null) {
      primary.onDisconnected(instance);
    } else if (follower != null && record.primary().equals(instance)) {
      follower.onDisconnected();
      database.syncAhead(now);
    }
  }

  /** Nobody is to become the primary by a record that is older than what was seen here. */
  void tellEpochSeen() {
    instances.connected().forEach(this::tellEpochSeen);
  }

  /** Acks nothing by it, and promises nothing. */
  void tellEpochSeen(String instance) {
    Sender sender = new Sender(record.epochSeen(), standing.self(), standing.incarnation());
    long committed = database.position().ssn();
    actions.send(instance, new Ack(sender, 0, committed, database.everCommitted(), 0, false, null));
  }

  // --- the record

  void onRecord(Configuration read, int version, Moment now) {
    if (standing.self() == null || !standing.isSettled()) {
      return;
    }
    // A primary that has heard of a successor, of which the record knows nothing, stands still.
    boolean lost = role == Role.PRIMARY && read.epoch() < record.epochSeen();
    if (lost || record.isNewerThan(read, standing.log().newestSender())) {
      onOlderRecord(read, now);
      return;
    }
    record.onCurrent();
    String refusal = settings.refusalUnder(read.promiseMillis());
    if (!refusal.isEmpty()) {
      actions.giveUp(
          "The record of the service has promises of "
              + read.promiseMillis()
              + " ms, whatever the setting says, and the other settings do not agree with that: "
              + refusal);
      return;
    }
    if (role == Role.STOPPED) {
      become(Role.STARTING, "the arbiter's record has been restored");
    }
    if (role == Role.PRIMARY) {
      boolean stays = primary.onRecord(read, version, now);
      record.accept(read, version);
      if (stays) {
        // What it has had rejected itself it had not committed: nothing of that is another answer.
        record.takeNewlyRejected();
      }
      if (!stays) {
        stepDown("the record names " + read.primary(), now);
      } else if (!primary.hasEnoughBackups()) {
        reception.pause();
      }
    } else if (role == Role.TAKING_OVER) {
      onRecordWhileTakingOver(read, version, now);
    } else {
      boolean news = record.configuration() == null || read.epoch() > record.epoch();
      noteLoss(read);
      record.accept(read, version);
      if (news || role == Role.STARTING) {
        follow(now);
      }
    }
  }

  private void onOlderRecord(Configuration read, Moment now) {
    if (!record.onOlder(now)) {
      return;
    }
    String text =
        "The arbiter's record is of epoch "
            + read.epoch()
            + ", and epoch "
            + Math.max(record.epochSeen(), record.epoch())
            + " has been seen here: the record was lost or restored."
            + " Nobody makes itself the primary. Restore it from the instances:"
            + " ./understudy restore-record";
    if (record.isNewsThatOlder(read)) {
      reporter.report(Report.Kind.RECORD_OLDER, text);
    }
    if (role == Role.STARTING) {
      become(Role.STOPPED, "the arbiter's record is older than this instance");
    }
  }

  private void onRecordWhileTakingOver(Configuration read, int version, Moment now) {
    if (takeover == null) {
      noteLoss(read);
      record.accept(read, version);
      return;
    }
    RecordChange.Outcome outcome = takeover.onRecord(read, version, now);
    if (outcome == RecordChange.Outcome.UNKNOWN) {
      return;
    }
    takeover = null;
    String predecessor = record.isLedByOther(name) ? record.primary() : null;
    noteLoss(read);
    record.accept(read, version);
    if (outcome == RecordChange.Outcome.DONE) {
      if (predecessor != null) {
        instances.onLeft(predecessor, now);
      }
      standing.raiseFence();
    } else {
      if (follower != null) {
        follower = follower.under(read, now);
      }
      follow(now);
    }
  }

  /**
   * Another is the primary now. The one before it may have been ended by what it left, unless it
   * has left its office to this instance or has said itself which entry is in its way.
   */
  private void noteLoss(Configuration read) {
    LostPrimaries lost = database.suspect().lost();
    EntryId passed = passed();
    lost.onPassed(passed.epoch());
    boolean replaced =
        record.isLedByOther(name) && !read.primary().instance().equals(record.primary());
    boolean freed = follower != null && follower.isFreed();
    if (replaced && !freed && !database.suspect().isToldBy(record.primary(), passed.ssn())) {
      lost.add(record.primary(), read.epoch() - 1);
    }
  }

  /** The last entry that is known here to be committed by a primary, or here. */
  private EntryId passed() {
    EntryId position = database.position();
    long limit = follower == null ? 0 : follower.commitLimit(standing.log());
    Entry entry = standing.log().held().get(limit);
    return entry == null || limit < position.ssn() ? position : entry.id();
  }

  /**
   * Whoever takes over executes what its predecessors left. If they were lost because of that, this
   * instance is not to be the next: {@link Suspect} tells when there were too many of them.
   */
  private void lookAtLosses() {
    LostPrimaries lost = database.suspect().lost();
    EntryId passed = passed();
    lost.onPassed(passed.epoch());
    lost.remove(each -> instances.purpose(each) == Purpose.REMOVED);
    EntryBuffer held = standing.log().held();
    boolean left = false;
    for (long ssn = passed.ssn() + 1; ssn <= held.last() && !left; ssn++) {
      left = held.get(ssn).kind() == Entry.Kind.REQUEST;
    }
    if (left) {
      lost.begin(passed.ssn() + 1);
    } else {
      lost.forget();
    }
  }

  /** A change that was asked for was refused, or nobody can tell. */
  void onUnsettled(Moment now) {
    if (role == Role.TAKING_OVER && takeover != null) {
      takeover.onUnsettled(now);
    } else if (primary != null) {
      primary.onUnsettled(now);
    }
  }

  // --- under another primary

  /** Under the present record: what it is in it, and under whom. */
  private void follow(Moment now) {
    Configuration configuration = record.configuration();
    boolean own = configuration.isPrimary(standing.self());
    hasOtherAnswer &= !own;
    for (EntryId rejected : record.takeNewlyRejected()) {
      // The record's own primary had it rejected itself, or has the history that counts.
      if (!own && database.history().contains(rejected)) {
        awaitRebuild(rejected, now);
        return;
      }
    }
    if (configuration.epoch() == 0) {
      followNobody(now);
    } else if (standing.isCopying()) {
      followWhileCopying(own, now);
    } else if (own || configuration.isInSync(standing.self())) {
      follower = followerUnder(configuration, now);
      if (role != Role.BACKUP) {
        divergence = "";
        become(
            Role.BACKUP,
            own
                ? "the record names this instance as its primary, of an earlier incarnation"
                : "in sync under " + configuration.primary() + ", epoch " + configuration.epoch());
      }
      if (own && configuration.incarnation() != standing.incarnation()) {
        // Nobody else is to be waited for: the record's own primary comes back (R6), or one that
        // the operator has chosen.
        follower.onDisconnected();
        database.suspect().lost().forget();
      }
    } else {
      follower = followerUnder(configuration, now);
      if (role != Role.JOINING && role != Role.SPARE) {
        boolean fresh = role == Role.STARTING && standing.hasFreshLog();
        become(Role.JOINING, "not in the record of epoch " + configuration.epoch());
        if (!fresh) {
          keepLog();
        }
      }
    }
  }

  /**
   * No longer a member; but while no primary is heard, its log may be all that is left of what its
   * database had not synced, and the operator may need it (R4, R9). It acks nothing meanwhile.
   */
  private void keepLog() {
    keepsLog = true;
    standing.raiseFence();
  }

  /** Whether it was a member, and waits to hear a primary before it drops its log. */
  boolean keepsLog() {
    return keepsLog;
  }

  /** Whoever is the primary is asked to say so. */
  void hailPrimary() {
    tellEpochSeen(record.primary());
  }

  /** A primary is there, and has all that counts: the log is dropped (R9), or all that is here. */
  void onPrimaryHeard(Sender sender) {
    if (keepsLog && standing.isSettled() && follower.follows(sender)) {
      keepsLog = false;
      if (hasOtherAnswer) {
        hasOtherAnswer = false;
        standing.erase();
      } else {
        standing.markLog();
      }
    }
  }

  /**
   * What was committed here before the operator had it answered otherwise is no history. But while
   * no primary is heard it may be all that is left. The epoch of the rejection is not kept in its
   * database: after a restart that would say that it had been known when the entry was committed.
   */
  private void awaitRebuild(EntryId rejected, Moment now) {
    reporter.report(
        Report.Kind.REBUILD,
        "The operator has had entry "
            + rejected
            + " answered with an error, and here it is committed with another answer:"
            + " this instance is emptied and rebuilt as soon as there is a primary.");
    follower = followerUnder(record.configuration(), now);
    if (role != Role.JOINING) {
      become(Role.JOINING, "its history is not the service's");
    }
    keepsLog = true;
    hasOtherAnswer = true;
  }

  /** Whatever the record says: half a copy is no member, and never primary (R6). */
  private void followWhileCopying(boolean own, Moment now) {
    follower = followerUnder(record.configuration(), now);
    if (role != Role.JOINING && role != Role.SPARE) {
      become(Role.JOINING, "a full copy to this instance is not finished");
    }
    if (own) {
      reporter.report(
          Report.Kind.COPY,
          "The record of epoch "
              + record.epoch()
              + " names this instance as the primary, but the full copy to it is not finished:"
              + " it takes no part.");
    }
  }

  private Follower followerUnder(Configuration configuration, Moment now) {
    return follower == null
        ? new Follower(settings, configuration, lastPromise(), now)
        : follower.under(configuration, now);
  }

  /** When the last promise was given that may still hold: after a restart, as if at the start. */
  private Moment lastPromise() {
    return follower == null ? started : follower.promised();
  }

  /** Epoch 0: only an empty founder may take the service up. */
  private void followNobody(Moment now) {
    Configuration configuration = record.configuration();
    boolean empty = database.position().equals(EntryId.NONE) && record.epochSeen() == 0;
    if (empty && configuration.founder().equals(name)) {
      ask(List.of(), "founding the service", now);
    } else if (role == Role.STARTING) {
      become(Role.JOINING, "the service has not been founded yet");
    }
  }

  /** Its history is not the primary's: the database is synced, then the log is dropped (R9). */
  void joinAnew() {
    if (role != Role.JOINING) {
      become(Role.JOINING, "its history is not the primary's");
    }
    keepsLog = false;
    standing.raiseFence();
  }

  // --- spare

  /** The primary has no place for it: it waits, and goes on asking. */
  void onStandBy(Sender sender, Moment now) {
    if ((role == Role.JOINING || role == Role.SPARE)
        && !keepsLog
        && standing.isSettled()
        && follower != null
        && follower.follows(sender)) {
      follower.onStandBy(now);
      if (role == Role.JOINING) {
        become(Role.SPARE, "no place is vacant in the in-sync set of " + sender.instance());
      }
    }
  }

  /** A word that the primary has only for those that it brings up. */
  void onInvitation(Sender sender) {
    if (role == Role.SPARE && follower.follows(sender)) {
      become(Role.JOINING, sender.instance() + " has a place for it");
    }
  }

  // --- into office

  /** Suspicion only starts a takeover; the promises and the arbiter decide it (R4). */
  void considerTakeover(Moment now) {
    boolean wanted = follower.isFreed() || follower.suspects(now);
    // Whoever has seen a higher epoch than the record's takes no part.
    boolean may = record.trouble().isEmpty() && !record.isOutdated() && follower.isFree(now);
    if (standing.isSettled() && wanted && may) {
      Configuration configuration = record.configuration();
      boolean own = configuration.isPrimary(standing.self());
      List<Member> set = new ArrayList<>(configuration.inSync());
      set.remove(standing.self());
      String why =
          own
              ? "this instance was the primary"
              : "the primary "
                  + configuration.primary()
                  + (follower.isFreed() ? " hands over" : " is suspected");
      ask(set, why, now);
    }
  }

  private void ask(List<Member> set, String why, Moment now) {
    Configuration asked = record.configuration().next(standing.self(), standing.incarnation(), set);
    become(Role.TAKING_OVER, why);
    reporter.report(
        Report.Kind.TAKEOVER_STARTED,
        "Asking the arbiter for epoch " + asked.epoch() + ": " + why + ".");
    takeover = new RecordChange(asked, record.version(), actions, now);
  }

  /** While the arbiter has not answered. */
  void awaitTakeover(Moment now) {
    if (takeover != null) {
      takeover.onTick(now);
    }
  }

  /** The fence is raised, and where the database stands has been read. */
  void onFenceRaised(Moment now) {
    if (role == Role.TAKING_OVER) {
      takeOffice(now);
    } else if (role == Role.BACKUP || keepsLog) {
      standing.settle();
      record.read(now);
    } else {
      standing.markLog();
    }
  }

  /** The fence is raised, the position read: now it is the primary (R5). */
  private void takeOffice(Moment now) {
    standing.settle();
    Configuration configuration = record.configuration();
    if (!configuration.isPrimary(standing.self())
        || configuration.incarnation() != standing.incarnation()) {
      // The record has gone on while the fence was raised.
      follow(now);
      return;
    }
    lookAtLosses();
    follower = null;
    database.forgetFailures();
    primary =
        new Primary(
            settings,
            actions,
            configuration,
            record.version(),
            record::isOutdated,
            database.history(),
            standing.log(),
            database.digests(),
            database.lastTimestamp(),
            chance.getAsLong(),
            instances,
            now);
    reception.open(now);
    become(Role.PRIMARY, "epoch " + configuration.epoch());
    // It may have changed while the fence was raised.
    record.read(now);
    primary.reportMissingBackups();
  }

  // --- handed over

  /** The primary frees this instance from its promises: it takes over at once (R4). */
  void onHandover(Sender sender, Moment now) {
    if (role == Role.BACKUP && follower.follows(sender)) {
      follower.onHandover();
      considerTakeover(now);
      database.syncAhead(now);
    }
  }

  /** An operator wants another primary. */
  void switchOver(ClientMessage.Switchover word, Moment now) {
    if (primary != null) {
      primary.switchOver(word, now);
    } else {
      String leader = record.isLedByOther(name) ? record.primary() + " is." : "nobody is yet.";
      actions.respond(
          word.replyTo(),
          new ServerMessage.Outcome(false, name + " is not the primary; " + leader));
    }
  }

  // --- in office

  /** Whether no other can be the primary (R12), as far as this one knows. */
  boolean isLeased(Moment now) {
    return primary.isLeased(now) && !record.isOutdated();
  }

  // --- out of office

  /** Forgets the SSNs it gave and the requests in progress (R1). */
  private void stepDown(String why, Moment now) {
    leaveOffice();
    become(Role.STARTING, "stepping down, as " + why);
    follow(now);
    // What it had under way as the primary is never to be committed (R12).
    if (hasOtherAnswer) {
      standing.raiseFenceUntold();
    } else if (!keepsLog && standing.isSettled()) {
      standing.raiseFence();
    }
  }

  /** Its own log or database stands still: a backup will do better (R3). */
  void resign(String why, Moment now) {
    reporter.report(Report.Kind.STOPPED, "Stepping down: " + why + ".");
    leaveOffice();
    standing.beginLife();
    become(Role.BACKUP, "resigned, as " + why);
    // A backup suspects it after the detection time: it must come first, not this instance again.
    Moment later = now.plus(settings.detectionMillis());
    follower = new Follower(settings, record.configuration(), now, later);
    standing.raiseFence();
  }

  /**
   * Most of the copies have what it has not: it frees them from their promises, so that one of them
   * takes over at once (R4), and is void (R10).
   */
  void abdicate(String how, Moment now) {
    Sender sender = primary.sender();
    List<Member> backups = List.copyOf(primary.configuration().inSync());
    leaveOffice();
    backups.forEach(member -> actions.send(member.instance(), new Handover(sender)));
    follower = new Follower(settings, record.configuration(), now, now);
    becomeVoid(how);
  }

  // --- void

  /** The primary says how this instance differs from it (R10). */
  void onDivergence(Divergence found) {
    boolean follows = follower != null && follower.follows(found.sender());
    // While it asks to be the primary, the arbiter's word counts; if it is not, it is told again.
    boolean may = (role == Role.BACKUP || role == Role.JOINING) && standing.isSettled();
    if (follows && may && found.found().equals(database.digests().at(found.found().ssn()))) {
      becomeVoid(found.text(found.sender().instance(), name));
    }
  }

  /**
   * Its database contradicts what the primary has committed, as after a crash that left it with a
   * part of a transaction. It is no member any more, and its primary is there, so all is there too.
   */
  void considerVoid(Moment now) {
    boolean may = role == Role.JOINING && standing.isSettled() && !standing.isCopying();
    if (!may || keepsLog || !database.contradicts(now) || follower.suspects(now)) {
      return;
    }
    if (!database.isConflictFenced()) {
      joinAnew();
    } else {
      String primary = follower.primary();
      becomeVoid("its database refuses what " + primary + " has committed: " + database.conflict());
    }
  }

  private void becomeVoid(String how) {
    reporter.report(
        Report.Kind.DIVERGED,
        "This instance is void, and is emptied and brought up anew: " + how + ".");
    divergence = how;
    if (role != Role.JOINING) {
      become(Role.JOINING, "its data is void");
    }
    keepsLog = false;
    hasOtherAnswer = false;
    standing.becomeVoid();
  }

  /** How it differed when it became void; empty if it was in sync since, or never was void. */
  String divergence() {
    return divergence;
  }

  private void leaveOffice() {
    primary.onOutOfOffice(record.configuration());
    reception.close();
    database.suspect().lost().forget();
    primary = null;
    follower = null;
  }
}
