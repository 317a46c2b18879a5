package io.understudy.protocol.instance;

import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.Moment;
import io.understudy.protocol.message.Digests;
import io.understudy.protocol.message.Divergence;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The primary's comparing of what executing the entries came to with what it came to on the others
 * (R10). They say it with their acks; up to the same SSN it must be the same.
 */
final class Comparison {
  private static final int TELL_MILLIS = 100;

  private final Actions actions;
  private final Reporter reporter;
  private final InSyncSet set;
  private final Replication replication;
  private final DigestWindow own;
  private final Map<String, String> diverged = new TreeMap<>();
  private Dispute dispute;
  private String ownDivergence = "";
  private Moment told;

  /**
   * @param own the digests of this instance
   */
  Comparison(
      Actions actions,
      Reporter reporter,
      InSyncSet set,
      Replication replication,
      DigestWindow own) {
    this.actions = actions;
    this.reporter = reporter;
    this.set = set;
    this.replication = replication;
    this.own = own;
  }

  void onDigests(Digests digests) {
    if (dispute != null) {
      dispute.onDigests(digests);
    }
  }

  /** After the events: compares what has come with the acks. */
  void advance(Moment now) {
    for (Feed feed : replication.feeds()) {
      if (!feed.isDisputed()) {
        compare(feed);
      }
    }
    if (dispute != null) {
      settle(now);
    }
    tell(now);
  }

  private void compare(Feed feed) {
    HistoryDigest theirs = feed.claim();
    if (theirs == null || feed.divergence() != null || theirs.ssn() > own.last().ssn()) {
      return;
    }
    HistoryDigest mine = own.at(theirs.ssn());
    if (mine != null && theirs.differsFrom(mine)) {
      if (dispute != null) {
        return; // one after another
      }
      long from = Math.min(feed.agreed(), theirs.ssn());
      dispute = new Dispute(actions, feed.member(), own.slice(from, theirs.ssn()));
      feed.dispute(true);
    } else {
      // One that is further behind than is remembered here is compared when it has caught up.
      feed.onCompared(mine == null ? 0 : mine.ssn());
    }
  }

  private void settle(Moment now) {
    Feed feed = replication.feed(dispute.accused().instance());
    if (feed == null || !feed.member().equals(dispute.accused())) {
      // It is gone; when it comes back it is compared again.
      dispute = null;
    } else if (dispute.isHeard(set.configuration(), set.sender(), now)) {
      feed.dispute(false);
      judge(feed);
      dispute = null;
    }
  }

  private void judge(Feed feed) {
    Dispute.Verdict verdict = dispute.verdict(set.configuration());
    if (verdict == Dispute.Verdict.NOBODY) {
      feed.onComparedThrough(dispute.through());
      return;
    }
    Divergence divergence = dispute.divergence(set.sender());
    String text = divergence.text(set.sender().instance(), feed.instance());
    if (verdict == Dispute.Verdict.INSTANCE) {
      reporter.report(
          Report.Kind.DIVERGED, feed.instance() + " differs and is taken out: " + text + ".");
      diverged.put(feed.instance(), text);
      feed.diverges(divergence);
    } else {
      ownDivergence = text;
    }
  }

  /** Until it is no longer fed: a message may be lost. */
  private void tell(Moment now) {
    boolean due = told == null || now.since(told) >= TELL_MILLIS;
    for (Feed feed : due ? replication.feeds() : List.<Feed>of()) {
      if (feed.divergence() != null) {
        Divergence found = feed.divergence();
        told = now;
        actions.send(
            feed.instance(),
            new Divergence(set.sender(), found.expected(), found.found(), found.exact()));
      }
    }
  }

  /** How this primary differs from most of the copies; empty if it does not, as far as is known. */
  String ownDivergence() {
    return ownDivergence;
  }

  /** Nobody is left who has something else. */
  void forgetOwnDivergence() {
    ownDivergence = "";
  }

  /** How instances differ that have not been in sync since, by name, but for those removed. */
  Map<String, String> diverged() {
    diverged.keySet().removeIf(name -> set.isRemoved(name) || isWellAgain(name));
    return diverged;
  }

  private boolean isWellAgain(String name) {
    Feed feed = replication.feed(name);
    return feed != null
        && feed.divergence() == null
        && (set.configuration().isInSync(feed.member()) || set.isRemote(name));
  }
}
