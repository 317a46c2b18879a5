package io.understudy.protocol.instance;

import io.understudy.protocol.Moment;
import io.understudy.protocol.message.Ack;
import io.understudy.protocol.message.Join;

/** What an instance does in its role without being told: as time passes, and after the events. */
final class Duties {
  private static final int JOIN_MILLIS = 200;
  private static final int TELL_MILLIS = 20;

  private final Actions actions;
  private final KnownRecord record;
  private final Database database;
  private final Standing standing;
  private final Reception reception;
  private final Place place;
  private final Poison poison;
  private final CopyTarget copy;
  private Moment lastJoin;
  private Moment lastTold;

  Duties(
      Actions actions,
      KnownRecord record,
      Database database,
      Standing standing,
      Reception reception,
      Place place,
      Poison poison,
      CopyTarget copy) {
    this.actions = actions;
    this.record = record;
    this.database = database;
    this.standing = standing;
    this.reception = reception;
    this.place = place;
    this.poison = poison;
    this.copy = copy;
  }

  void start(Moment now) {
    lastJoin = now;
    lastTold = now;
  }

  // --- as time passes

  void onTick(Moment now) {
    switch (place.role()) {
      case PRIMARY -> tickPrimary(place.primary(), now);
      case TAKING_OVER -> place.awaitTakeover(now);
      case BACKUP -> place.considerTakeover(now);
      case JOINING -> {
        place.considerVoid(now);
        askToJoin(now);
      }
      case SPARE -> askToJoin(now);
      default -> {}
    }
    if (standing.isSettled()
        && standing.self() != null
        && record.isReadLongAgo(now)
        && isRecordInDoubt(now)) {
      record.read(now);
    }
    if (standing.isSettled()) {
      database.syncIfDue(now);
    }
    if (standing.isSettled() && standing.self() != null && !standing.isCopying()) {
      Primary primary = place.primary();
      database.recycle(
          primary == null ? Long.MAX_VALUE : primary.neededFrom(),
          primary == null ? Overtaken.HELD : primary.logHeld(),
          now);
    }
    poison.onTick(now);
    if (!record.trouble().isEmpty()
        && standing.self() != null
        && now.since(lastTold) >= TELL_MILLIS) {
      lastTold = now;
      place.tellEpochSeen();
    }
  }

  private void tickPrimary(Primary primary, Moment now) {
    primary.onTick(now);
    reception.onTick(primary, now);
    if (primary.standsStill(now)) {
      place.resign("its intention log stands still", now);
    } else if (!primary.isDegraded() && database.standsStill(now)) {
      place.resign("its database stands still", now);
    }
  }

  private void askToJoin(Moment now) {
    Follower follower = place.follower();
    if (standing.isCopying()) {
      if (follower != null && standing.isSettled()) {
        copy.onTick(now);
      }
      return;
    }
    if (place.keepsLog()) {
      if (standing.isSettled() && now.since(lastTold) >= TELL_MILLIS) {
        lastTold = now;
        place.hailPrimary();
      }
      return;
    }
    boolean unheard =
        standing.isSettled()
            && follower != null
            && takesEntries(now)
            && (!follower.hasHeard(standing.log())
                || follower.silentMillis(now) >= 2 * JOIN_MILLIS);
    if (unheard && now.since(lastJoin) >= JOIN_MILLIS) {
      lastJoin = now;
      actions.send(
          record.primary(),
          new Join(
              standing.sender(),
              database.position(),
              database.position(),
              database.everCommitted()));
    }
  }

  /**
   * While its database stands still all that it is sent would only pile up in its log. One that is
   * to be emptied needs to hear the primary.
   */
  private boolean takesEntries(Moment now) {
    return database.isDoubtful(now) || !database.standsStill(now);
  }

  /** An answer of the arbiter, or what a watch says, may have been lost. */
  private boolean isRecordInDoubt(Moment now) {
    Follower follower = place.follower();
    return switch (place.role()) {
      case STARTING, JOINING, SPARE, BACKUP ->
          record.configuration() == null
              || follower == null
              || record.isOutdated()
              || follower.suspects(now);
      case PRIMARY -> record.isOutdated() || record.isReadOlder();
      case STOPPED -> true;
      case TAKING_OVER -> false;
    };
  }

  // --- after the events

  void flush(Moment now) {
    answerWaiting(now);
    Primary primary = place.primary();
    Follower follower = place.follower();
    if (primary != null) {
      primary.comparison().advance(now);
      if (!primary.comparison().ownDivergence().isEmpty()) {
        abdicate(primary, now);
        return;
      }
      primary.replication().flush(now);
      database.execute(primary::nextGroup, primary.commitLimit(), true, now);
      reception.flush(primary.isServing() && place.isLeased(now));
      // Last, so that all answers there are go out under the lease, before clients are sent away.
      primary.advanceSwitchover(now);
      primary.takeSuccessor().ifPresent(reception::sendTo);
    } else if (follower != null
        && standing.isSettled()
        && !standing.isCopying()
        && !place.keepsLog()) {
      // Only what is stable is executed here, so that no group ever waits.
      IntentionLog log = standing.log();
      database.execute(() -> follower.nextGroup(log, now), follower.commitLimit(log), false, now);
      if (mayAcknowledge(now)) {
        acknowledge(follower, now);
      }
    }
  }

  private void answerWaiting(Moment now) {
    Primary primary = place.primary();
    if (!reception.isWaitedFor()) {
      return;
    }
    if (primary != null && primary.canLookUpClients()) {
      reception.admitWaiting(primary, now);
    } else {
      reception.redirectWaiting(place.leader(now), now);
    }
  }

  /** Not while the set changes: if nobody is left in it, nobody could take its place. */
  private void abdicate(Primary primary, Moment now) {
    if (primary.isChangingRecord()) {
      return;
    }
    if (primary.configuration().inSync().isEmpty()) {
      primary.comparison().forgetOwnDivergence();
    } else {
      place.abdicate(primary.comparison().ownDivergence(), now);
    }
  }

  /**
   * Not from asking to be the primary until the outcome is known (R4), not to a primary that has
   * been replaced (R1), and not while its own database cannot go on: the primary then goes on
   * without it (R3). A spare has nothing to say, and would be answered as one that asks who is
   * there.
   */
  private boolean mayAcknowledge(Moment now) {
    return place.role() != Role.TAKING_OVER
        && place.role() != Role.SPARE
        && !record.isOutdated()
        && !record.configuration().isPrimary(standing.self())
        && !database.standsStill(now)
        && !database.isDoubtful(now);
  }

  private void acknowledge(Follower follower, Moment now) {
    Ack ack =
        follower.takeAck(
            standing.sender(),
            standing.log(),
            database.digests().last(),
            database.everCommitted(),
            now);
    if (ack != null) {
      actions.send(record.primary(), ack);
    }
  }
}
