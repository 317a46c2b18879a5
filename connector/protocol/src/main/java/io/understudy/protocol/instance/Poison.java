package io.understudy.protocol.instance;

import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Moment;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Suspicion;
import io.understudy.protocol.message.SuspicionQuery;
import java.util.Map;
import java.util.Set;

/**
 * What an instance does about an entry that it does not get past, so that it does not take every
 * instance down one after the other (design.md section 3, step 6).
 *
 * <p>The primary goes first: the others execute only what it has committed. If it does not get past
 * an entry, it leaves its office to a backup, which knows that it is the second to try; with nobody
 * to leave it to, it says so and waits for the operator.
 */
final class Poison {
  private final String name;
  private final Settings settings;
  private final Actions actions;
  private final Reporter reporter;
  private final KnownRecord record;
  private final Database database;
  private final Standing standing;
  private final Place place;
  private final Suspect suspect;
  private EntryId reported = EntryId.NONE;
  private boolean presumed;
  private Rejection rejection;
  private Moment warned;
  private Moment asked;
  private String waitsFor = "";
  private Moment fencingSince;

  Poison(
      String name,
      Settings settings,
      Actions actions,
      Reporter reporter,
      KnownRecord record,
      Database database,
      Standing standing,
      Place place) {
    this.name = name;
    this.settings = settings;
    this.actions = actions;
    this.reporter = reporter;
    this.record = record;
    this.database = database;
    this.standing = standing;
    this.place = place;
    this.suspect = database.suspect();
  }

  void onTick(Moment now) {
    suspect.onTick(now);
    Primary primary = place.primary();
    if (primary != null) {
      warn(primary, now);
      askLost(now);
      if (suspect.failures() >= settings.maxFailures()) {
        reportHeld();
      }
    } else if (place.follower() != null && standing.isSettled()) {
      leaveIfHeld(place.follower());
    }
    if (rejection != null && rejection.advance(primary, record, database, now)) {
      rejection = null;
    }
    leaveIfDatabaseHangs(now);
  }

  // --- it does not end

  void onExecuting(EntryId entry, Moment now) {
    if (!suspect.onExecuting(entry, now)) {
      return;
    }
    Primary primary = place.primary();
    boolean alone = primary != null && primary.isDegraded();
    int failures = suspect.failuresWith(entry);
    suspect.note(entry, alone ? Math.max(failures, settings.maxFailures()) : failures);
    String what = describe(entry) + " has been executed for " + settings.operationMillis() + " ms";
    if (alone) {
      reported = entry;
      reporter.report(
          Report.Kind.POISON,
          what
              + ", and no backup is in sync that could do better. Nothing after it is committed."
              + " If it does not end, restart this server and have it answered with an error:"
              + " ./understudy reject "
              + entry.ssn());
    } else {
      reporter.report(Report.Kind.POISON, what + ".");
      actions.giveUp(what + " and does not end");
    }
  }

  private void warn(Primary primary, Moment now) {
    EntryId slow = suspect.slow();
    EntryId entry = slow.equals(EntryId.NONE) ? suspect.entry() : slow;
    boolean runs = !slow.equals(EntryId.NONE);
    int failures = runs ? suspect.failuresWith(slow) : suspect.toldFailures();
    boolean due = warned == null || now.since(warned) >= settings.heartbeatMillis();
    if (failures > 0 && due) {
      warned = now;
      primary.warn(entry, failures);
    }
  }

  void onSuspicion(Suspicion suspicion) {
    Primary primary = place.primary();
    Follower follower = place.follower();
    if (primary != null) {
      if (suspicion.sender().epoch() == primary.configuration().epoch()) {
        suspect.onTestimony(suspicion.sender().instance(), suspicion.entry(), suspicion.failures());
      }
    } else if (follower != null && follower.follows(suspicion.sender())) {
      suspect.learn(suspicion.sender().instance(), suspicion.entry(), suspicion.failures());
    }
  }

  // --- it may have stopped those that were the primary before

  private void askLost(Moment now) {
    LostPrimaries lost = suspect.lost();
    lost.onPassed(database.position().epoch());
    boolean due = asked == null || now.since(asked) >= settings.heartbeatMillis();
    if (due && !lost.silent().isEmpty()) {
      asked = now;
      lost.silent().forEach(each -> actions.send(each, new SuspicionQuery(standing.sender())));
    }
    reportUnknown();
  }

  private void reportUnknown() {
    boolean unknown = suspect.state() == Suspect.State.UNKNOWN;
    String silent = unknown ? String.join(", ", suspect.lost().silent()) : "";
    if (unknown && !silent.equals(waitsFor)) {
      reporter.report(
          Report.Kind.POISON,
          "Lost before what they left was committed, from entry "
              + suspect.heldFrom()
              + " on: "
              + silent
              + ". One of these entries may end whichever server executes it: none is executed"
              + " until they have been started again and have said what they were executing. To"
              + " execute all of them without that, stop all servers and start this one.");
    }
    waitsFor = silent;
  }

  /** What was being executed here has ended once the fence is raised, or the process has. */
  void onQuery(SuspicionQuery query) {
    Follower follower = place.follower();
    if (follower != null && follower.follows(query.sender()) && standing.isSettled()) {
      actions.send(
          query.sender().instance(),
          new Suspicion(standing.sender(), suspect.ownEntry(), suspect.ownFailures()));
    }
  }

  // --- it has stopped instances too often

  private void reportHeld() {
    EntryId entry = suspect.entry();
    boolean news = !entry.equals(reported) || presumed && !suspect.isPresumed();
    if (suspect.state() == Suspect.State.HELD
        && news
        && !isRejected(entry)
        && find(entry) != null) {
      reported = entry;
      presumed = suspect.isPresumed();
      reporter.report(
          Report.Kind.POISON,
          describe(entry)
              + (presumed
                  ? " has stopped a server, and maybe "
                      + String.join(", ", suspect.lost().silent())
                      + " as well: it is not executed until they have been started again and have"
                      + " said so"
                  : " has stopped servers "
                      + suspect.failures()
                      + " times and is not executed any more")
              + "; nothing after it is committed."
              + " To have it answered with an error: ./understudy reject "
              + entry.ssn());
    }
  }

  /**
   * The primary has got past it, and this instance has not: nothing else can come after it. One
   * that is answered with an error is not executed, here neither.
   */
  private void leaveIfHeld(Follower follower) {
    EntryId entry = suspect.entry();
    if (suspect.hasStoppedThis(entry)
        && !isRejected(entry)
        && standing.log().held().first() == entry.ssn()
        && follower.commitLimit(standing.log()) >= entry.ssn()) {
      actions.giveUp(
          describe(entry)
              + ", which the primary has committed, has stopped this server "
              + suspect.failures()
              + " times and is not executed here any more");
    }
  }

  // --- the database does not answer

  /** It fails, and so it does not hang. */
  void onDatabaseAnswers() {
    fencingSince = null;
  }

  /** A thread that never comes back holds up all that must come after it. */
  private void leaveIfDatabaseHangs(Moment now) {
    if (!standing.isFencing()) {
      fencingSince = null;
    } else if (fencingSince == null) {
      fencingSince = now;
    } else if (now.since(fencingSince) >= database.patienceMillis() + settings.operationMillis()) {
      fencingSince = null;
      actions.giveUp("the database does not end what it was told to do");
    }
  }

  // --- the operator

  /**
   * @param instances all that ever were: one that is removed may have told its answer, too
   */
  void reject(ClientMessage.Reject word, Set<String> instances, Moment now) {
    Rejection asked = new Rejection(name, word, actions, now);
    String refusal =
        rejection != null
            ? "Another rejection is in progress."
            : asked.refusal(place.primary(), record, database, instances);
    if (refusal.isEmpty()) {
      rejection = asked;
      suspect.hold(asked.entry());
    } else {
      asked.answer(false, refusal);
    }
  }

  void addTo(Map<String, String> status) {
    EntryId id = suspect.entry();
    Entry entry = find(id);
    boolean tells = place.primary() != null || !suspect.isHearsay();
    if (suspect.state() == Suspect.State.UNKNOWN) {
      status.put("suspect", suspect.state().name());
      status.put("suspect.ssn", Long.toString(suspect.heldFrom()));
      status.put("suspect.waits-for", String.join(",", suspect.lost().silent()));
      return;
    }
    if (entry == null || isRejected(id) || !tells) {
      return;
    }
    status.put("suspect", suspect.state().name());
    status.put("suspect.ssn", Long.toString(id.ssn()));
    status.put("suspect.epoch", Long.toString(id.epoch()));
    status.put("suspect.operation", entry.operation());
    status.put("suspect.client", entry.clientId());
    status.put("suspect.number", Long.toString(entry.number()));
    status.put("suspect.failures", Integer.toString(suspect.failures()));
    if (suspect.isPresumed()) {
      status.put("suspect.waits-for", String.join(",", suspect.lost().silent()));
    }
  }

  /** The operator has had it answered with an error. */
  private boolean isRejected(EntryId id) {
    return record.configuration() != null && record.configuration().rejected().containsKey(id);
  }

  /** Null if it is not among what waits to be committed here. */
  private Entry find(EntryId id) {
    EntryBuffer waiting = null;
    if (place.primary() != null) {
      waiting = place.primary().replication().window();
    } else if (standing.log() != null) {
      waiting = standing.log().held();
    }
    Entry entry = waiting == null ? null : waiting.get(id.ssn());
    return entry != null && entry.id().equals(id) ? entry : null;
  }

  private String describe(EntryId id) {
    Entry entry = find(id);
    return entry == null
        ? "Entry " + id
        : "Entry "
            + id
            + " ("
            + entry.operation()
            + ", number "
            + entry.number()
            + " of client "
            + entry.clientId()
            + ")";
  }
}
