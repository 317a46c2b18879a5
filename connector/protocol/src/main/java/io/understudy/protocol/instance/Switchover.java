package io.understudy.protocol.instance;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Member;
import io.understudy.protocol.Moment;
import io.understudy.protocol.message.Handover;
import io.understudy.protocol.message.ServerMessage;
import java.util.Optional;

/**
 * A planned change of the primary, as the one in office sees it (design.md section 4).
 *
 * <pre>
 *   CATCHING_UP ──▶ DRAINING ──▶ HANDED_OVER ──▶ (the backup is the primary)
 *        │              │             │
 *        ▼              ▼             ▼
 *     (goes on)     (goes on)    TAKING_BACK ──▶ (goes on under a new epoch)
 * </pre>
 *
 * <p>Until it hands over, nothing is lost by giving up. From then on it has no lease in its epoch:
 * if the backup does not take over, it raises the epoch itself and goes on, without one that is
 * silent.
 */
final class Switchover {
  /**
   * Uncommitted entries at the backup with which requests begin to wait: a moment's work, besides
   * those that it gathers.
   */
  private static final int CLOSE = 32 + Follower.GATHERED;

  /** The same once no such moment has come: a pause that can still be borne. */
  private static final int CLOSE_ENOUGH = 1024;

  private static final int MOMENT_MILLIS = 2_000;

  private static final int CATCH_UP_MILLIS = 10_000;

  /** How far it has come. */
  private enum Step {
    /** The backup commits what it is behind; requests are taken. */
    CATCHING_UP,
    /** Requests wait; what is in progress is completed, here and there. */
    DRAINING,
    /** The lease is given up; the backup is to take over. */
    HANDED_OVER,
    /** The backup has not taken over in time. */
    TAKING_BACK
  }

  private final Settings settings;
  private final Actions actions;
  private final Member self;
  private final Member target;
  private final String replyTo;
  private Step step = Step.CATCHING_UP;
  private Moment since;
  private Moment told;
  private boolean answered;
  private boolean clientsTold;

  /**
   * @param target the backup in sync that is to be the primary
   * @param replyTo where the operator waits for the outcome
   */
  Switchover(
      Settings settings, Actions actions, Member self, Member target, String replyTo, Moment now) {
    this.settings = settings;
    this.actions = actions;
    this.self = self;
    this.target = target;
    this.replyTo = replyTo;
    this.since = now;
    report(self.instance() + " switches over to " + target.instance() + ".");
  }

  Member target() {
    return target;
  }

  /** Whether requests wait. */
  boolean pausesRequests() {
    return step == Step.DRAINING || step == Step.HANDED_OVER;
  }

  /** Whether what is in progress is being completed. */
  boolean isDraining() {
    return step == Step.DRAINING;
  }

  /**
   * Who is to have the clients, once it is asked to take over; told once, empty before and after.
   * They reach it while it is on its way into office. If it does not take over, they come back.
   */
  Optional<String> takeSuccessor() {
    if (clientsTold || step != Step.HANDED_OVER) {
      return Optional.empty();
    }
    clientsTold = true;
    return Optional.of(target.instance());
  }

  /** Whether the lease is given up for good in this epoch (R12). */
  boolean hasGivenUpLease() {
    return step == Step.HANDED_OVER || step == Step.TAKING_BACK;
  }

  /**
   * Goes on with what is due.
   *
   * @param position highest SSN committed here
   * @return false if it is over, and all is as before
   */
  boolean advance(InSyncSet set, Replication replication, long position, Moment now) {
    Feed feed = replication.feed(target.instance());
    boolean inSync = set.configuration().isInSync(target);
    long millis = now.since(since);
    if (!inSync && !hasGivenUpLease()) {
      return giveUp(target.instance() + " is not in sync any more");
    }
    switch (step) {
      case CATCHING_UP -> {
        int close = millis < MOMENT_MILLIS ? CLOSE : CLOSE_ENOUGH;
        if (replication.last() - feed.base() <= close && !set.isChanging()) {
          become(Step.DRAINING, now);
        } else if (millis >= CATCH_UP_MILLIS) {
          return giveUp(target.instance() + " has not caught up within " + millis + " ms");
        }
      }
      case DRAINING -> {
        long last = replication.last();
        boolean drained = position == last && feed.acked() == last && feed.base() == last;
        // One that differs is never the primary (R10); and where any is in doubt, who is right is
        // open.
        boolean certain = feed.isCompared() && !replication.isDisputed();
        if (drained && certain && !set.isChanging()) {
          become(Step.HANDED_OVER, now);
          handOver(set, now);
        } else if (millis >= settings.detectionMillis()) {
          return giveUp("what was in progress was not completed within " + millis + " ms");
        }
      }
      case HANDED_OVER -> {
        if (millis >= settings.detectionMillis()) {
          giveUp(target.instance() + " has not taken over within " + millis + " ms");
          become(Step.TAKING_BACK, now);
          set.raise(now);
        } else if (now.since(told) >= settings.heartbeatMillis()) {
          handOver(set, now);
        }
      }
      case TAKING_BACK -> set.raise(now);
    }
    return true;
  }

  private void handOver(InSyncSet set, Moment now) {
    told = now;
    actions.send(target.instance(), new Handover(set.sender()));
  }

  private void become(Step next, Moment now) {
    step = next;
    since = now;
  }

  /**
   * Another epoch of the same primary has begun.
   *
   * @return whether the switchover goes on
   */
  boolean onEpoch() {
    return !hasGivenUpLease() || giveUp("the in-sync set has changed meanwhile");
  }

  /** This primary is none any more. */
  void onOutOfOffice(Configuration record) {
    boolean done = record.isPrimary(target);
    if (done) {
      answer(true, target.instance() + " is the primary, epoch " + record.epoch() + ".");
    } else {
      giveUp(self.instance() + " has stepped down");
    }
  }

  private boolean giveUp(String why) {
    answer(false, "The switchover to " + target.instance() + " is given up: " + why + ".");
    return false;
  }

  private void answer(boolean done, String text) {
    if (!answered) {
      answered = true;
      report(text);
      actions.respond(replyTo, new ServerMessage.Outcome(done, text));
    }
  }

  private void report(String text) {
    actions.report(new Report(Report.Kind.SWITCHOVER, text));
  }
}
