package io.understudy.protocol.instance;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Member;
import io.understudy.protocol.Moment;
import io.understudy.protocol.Purpose;
import io.understudy.protocol.message.CopyInvitation;
import io.understudy.protocol.message.Join;
import io.understudy.protocol.message.Rebuild;
import io.understudy.protocol.message.Sender;
import io.understudy.protocol.message.StandBy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The in-sync set of a primary, and who is about to join it: whose acks are waited for, who is
 * taken out (R3) and who comes in (R7). It is changed at the arbiter, one change at a time.
 */
final class InSyncSet {
  /** An empty instance replays a history that is no longer than this, and gets a copy else. */
  private static final int REPLAYED = 64;

  /** A joining instance so close behind is waited for (R7). */
  private static final int CLOSE = 1024;

  private final Settings settings;
  private final Actions actions;
  private final Member self;
  private final BooleanSupplier outdated;
  private final History history;
  private final Replication replication;
  private final long officeLast;
  private final Instances instances;
  private final Vacancies vacancies;
  private final Map<String, Join> waiting = new HashMap<>();
  private Configuration configuration;
  private int version;
  private RecordChange change;

  /**
   * @param configuration the record that makes this instance primary
   * @param replication holds what the log held when it took office, and nothing else yet
   */
  InSyncSet(
      Settings settings,
      Actions actions,
      Configuration configuration,
      int version,
      BooleanSupplier outdated,
      History history,
      Replication replication,
      Instances instances,
      Moment now) {
    this.settings = settings;
    this.actions = actions;
    this.self = configuration.primary();
    this.configuration = configuration;
    this.version = version;
    this.outdated = outdated;
    this.history = history;
    this.replication = replication;
    this.officeLast = replication.last();
    this.instances = instances;
    this.vacancies = new Vacancies(settings, actions, instances, configuration, now);
    for (Member member : configuration.inSync()) {
      open(member, history.position().ssn() + 1, true, now);
    }
    replication.hold(!isEnough());
  }

  private void open(Member member, long next, boolean required, Moment now) {
    Feed feed = replication.open(member, next, required, now);
    if (instances.connected().contains(member.instance())) {
      feed.onConnected(now);
    }
  }

  /** The record under which this primary works. */
  Configuration configuration() {
    return configuration;
  }

  /** Whether as many backups are in sync as there must be for a mutation to be committed. */
  boolean isEnough() {
    return configuration.inSync().size() >= settings.minInSync();
  }

  /** As which the primary sends. */
  Sender sender() {
    return new Sender(configuration.epoch(), self, configuration.incarnation());
  }

  /** Whose acks and promises are needed: of both sets while a change is open (R7). */
  Set<Member> needed() {
    if (change == null) {
      return configuration.inSync();
    }
    Set<Member> needed = new HashSet<>(configuration.inSync());
    needed.addAll(change.asked().inSync());
    return needed;
  }

  /** Whether a change was asked for whose outcome is not known. */
  boolean isChanging() {
    return change != null;
  }

  /** Raises the epoch with the set unchanged, unless a change is under way, which does as well. */
  void raise(Moment now) {
    if (mayChange()) {
      ask(configuration.next(self, configuration.incarnation(), configuration.inSync()), now);
    }
  }

  /**
   * One change at a time; and none to a record that knows less than this primary: it was lost or
   * restored, and what another has made of it since would be undone (R1).
   */
  private boolean mayChange() {
    return change == null && !outdated.getAsBoolean();
  }

  /**
   * Has an entry answered with an error, under a new epoch; false while that may not be changed.
   */
  boolean reject(EntryId entry, Moment now) {
    if (mayChange()) {
      ask(configuration.rejecting(entry), now);
      return true;
    }
    return false;
  }

  /** The backup of that name in sync; without a name the one that is least behind. */
  Optional<Member> candidate(String instance) {
    return configuration.inSync().stream()
        .filter(member -> instance.isEmpty() || member.instance().equals(instance))
        .max(Comparator.comparingLong(member -> replication.feed(member.instance()).base()));
  }

  // --- who goes

  /**
   * @param completed whether all that this primary found in its log is committed: until then a
   *     joining instance is not waited for, unless nothing can be committed without it
   * @param admits whether the set may grow: a switchover under way is not to be crossed by that
   */
  void onTick(boolean completed, boolean admits, Moment now) {
    vacancies.onTick(now);
    if (change != null) {
      change.onTick(now);
      giveUpJoins(now);
      return;
    }
    dropSuspects(now);
    if (mayChange()) {
      advanceJoins(completed || !isEnough(), admits, now);
    }
  }

  private void dropSuspects(Moment now) {
    Set<Member> suspects = new HashSet<>();
    String why = "";
    for (Member member : configuration.inSync()) {
      Feed feed = replication.feed(member.instance());
      if (!vacancies.isEligible(member.instance())) {
        suspects.add(member);
        why = "the operator wants it " + instances.purpose(member.instance());
      } else if (feed.divergence() != null) {
        suspects.add(member);
        why = "it differs";
      } else if (feed.isLost()) {
        suspects.add(member);
        why = "its connection closed";
      } else if (feed.silentMillis(now) >= settings.detectionMillis()) {
        suspects.add(member);
        why = "it has been silent for " + feed.silentMillis(now) + " ms";
      } else if (feed.owingMillis(now) >= settings.detectionMillis()) {
        suspects.add(member);
        why = "it has owed an ack for " + feed.owingMillis(now) + " ms";
      } else if (replication.isTooFarBehind(feed)) {
        // Nothing more could be sent to it, nor would it owe anything.
        suspects.add(member);
        why = "what it is to be sent next is no longer in the operation log";
      }
    }
    if (!suspects.isEmpty()) {
      remove(suspects, why, now);
    }
  }

  /** Takes backups out at the arbiter BEFORE anything is committed without their ack (R3). */
  private void remove(Set<Member> members, String why, Moment now) {
    if (!mayChange()) {
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

  // --- who comes

  /** An instance says where it stands (R9): its history must be a part of this one. */
  void onJoin(Join join, Moment now) {
    Member member = join.sender().member();
    Feed feed = replication.feed(member.instance());
    if (feed != null && needed().contains(feed.member())) {
      if (!feed.member().equals(member)) {
        // A member by name with another log: it says itself that it is none, and goes first (R3).
        remove(Set.of(feed.member()), "it came back with another intention log", now);
      }
    } else if (!vacancies.admits(member.instance(), now)) {
      standBy(member.instance());
      waiting.put(member.instance(), join);
    } else if (!knows(join.position()) || !knows(join.highest())) {
      replication.close(member.instance());
      actions.send(member.instance(), new Rebuild(sender(), join.highest()));
    } else if (needsCopy(join.position())) {
      replication.close(member.instance());
      // A copy is made to an empty instance.
      actions.send(
          member.instance(),
          join.position().ssn() == 0
              ? new CopyInvitation(sender())
              : new Rebuild(sender(), join.highest()));
    } else if (feed == null || !feed.member().equals(member) || feed.isLost()) {
      open(member, join.position().ssn() + 1, false, now);
      replication.feed(member.instance()).standsAt(join.position().ssn());
    }
  }

  /**
   * Whether an instance that is not in sync is to be copied to; if not, it is told so. One whose
   * name is waited for is not, whatever its log: a request may be late, and a member is not to be
   * let go by it (R3).
   */
  boolean admits(Member member, Moment now) {
    Feed feed = replication.feed(member.instance());
    if (feed != null && needed().contains(feed.member())) {
      return false;
    }
    boolean admitted = vacancies.admits(member.instance(), now);
    if (!admitted) {
      standBy(member.instance());
    }
    return admitted;
  }

  /** What an instance has committed, as it has said to this primary; null if nothing is known. */
  Committed committedBy(String instance) {
    Feed feed = replication.feed(instance);
    if (feed != null && feed.hasAnswered()) {
      return new Committed(feed.base(), feed.everCommitted());
    }
    Join join = waiting.get(instance);
    return join == null ? null : new Committed(join.highest().ssn(), join.everCommitted());
  }

  /** Whether it is only fed, and never in sync. */
  boolean isRemote(String instance) {
    return instances.purpose(instance) == Purpose.REMOTE;
  }

  boolean isRemoved(String instance) {
    return instances.purpose(instance) == Purpose.REMOVED;
  }

  private void standBy(String instance) {
    replication.close(instance);
    replication.settleAnew();
    actions.send(instance, new StandBy(sender()));
  }

  /** Whether it is further behind than the operation log reaches back, or than is replayed. */
  private boolean needsCopy(EntryId position) {
    boolean empty = position.ssn() == 0;
    return position.ssn() + 1 < history.logStart()
        || (empty && history.position().ssn() > REPLAYED);
  }

  private boolean knows(EntryId id) {
    Entry pending = replication.window().get(id.ssn());
    return pending != null ? pending.id().equals(id) : history.contains(id);
  }

  /** Whether an instance catches up, and is not close yet, that is to be in sync. */
  boolean isCatchingUp(Moment now) {
    for (Feed feed : replication.feeds()) {
      if (!feed.isRequired()
          && feed.isConnected()
          && feed.silentMillis(now) < settings.detectionMillis()
          && mayBeInSync(feed.instance())) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is to be in sync once it has all: a remote replica is not. */
  boolean mayBeInSync(String instance) {
    return vacancies.isEligible(instance);
  }

  /**
   * Whoever joins and is gone is waited for no longer, also while the arbiter is away (R7, R13),
   * unless that may have put it into the set already.
   */
  private void giveUpJoins(Moment now) {
    Set<Member> needed = needed();
    for (Feed feed : List.copyOf(replication.feeds())) {
      boolean gone =
          feed.isLost()
              || feed.divergence() != null
              || replication.isTooFarBehind(feed)
              || feed.silentMillis(now) >= settings.detectionMillis()
              || feed.owingMillis(now) >= settings.detectionMillis();
      if (gone && !needed.contains(feed.member())) {
        replication.close(feed.instance());
        replication.settleAnew();
      }
    }
  }

  /**
   * R7: an instance that is close is waited for from now on; when it has acked all that was ever
   * committed, and all that this primary's log held when it took office, the arbiter is asked.
   */
  private void advanceJoins(boolean mayWait, boolean admits, Moment now) {
    giveUpJoins(now);
    for (Feed feed : List.copyOf(replication.feeds())) {
      if (configuration.isInSync(feed.member())) {
        continue;
      }
      if (!vacancies.admits(feed.instance(), now)) {
        standBy(feed.instance());
      } else if (!vacancies.isEligible(feed.instance())) {
        feed.require(false);
      } else if (!feed.isRequired()) {
        boolean close = feed.hasAnswered() && replication.last() - feed.acked() <= CLOSE;
        feed.require(
            admits
                && close
                && mayWait
                && replication.last() - feed.base() <= settings.maxPending());
      } else if (admits && mayJoin(feed)) {
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
    return feed.acked() >= replication.stable() && feed.acked() >= officeLast && !feed.isDisputed();
  }

  // --- the record

  void onUnsettled(Moment now) {
    if (change != null) {
      change.onUnsettled(now);
    }
  }

  /**
   * The record as it is, at least as new as this primary's, and its own.
   *
   * @return whether it is a new one; its epoch's first entry must follow
   */
  boolean onRecord(Configuration record, int newVersion, Moment now) {
    if (change != null) {
      RecordChange.Outcome outcome = change.onRecord(record, newVersion, now);
      if (outcome == RecordChange.Outcome.UNKNOWN) {
        return false;
      }
      change = null;
    }
    version = newVersion;
    boolean news = record.epoch() > configuration.epoch();
    if (news) {
      adopt(record, now);
    }
    return news;
  }

  private void adopt(Configuration record, Moment now) {
    Configuration before = configuration;
    configuration = record;
    replication.hold(!isEnough());
    vacancies.onConfiguration(record, now);
    for (Member member : before.inSync()) {
      if (!record.isInSync(member)) {
        instances.onLeft(member.instance(), now);
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
  }
}
