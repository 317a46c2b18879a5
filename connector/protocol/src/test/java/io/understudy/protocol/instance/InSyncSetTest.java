package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.A;
import static io.understudy.protocol.instance.Given.B;
import static io.understudy.protocol.instance.Given.C;
import static io.understudy.protocol.instance.Given.at;
import static io.understudy.protocol.instance.Given.committed;
import static io.understudy.protocol.instance.Given.entries;
import static io.understudy.protocol.instance.Given.entry;
import static io.understudy.protocol.instance.Given.from;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Member;
import io.understudy.protocol.Purpose;
import io.understudy.protocol.Registration;
import io.understudy.protocol.message.Ack;
import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.Join;
import io.understudy.protocol.message.StandBy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InSyncSetTest {
  private final Recorded actions = new Recorded();
  private final Instances instances = Given.instances("b", "c");
  private final Map<String, Registration> registrations = new HashMap<>();
  private final History history = committed(10, 1);
  private Replication replication;
  private InSyncSet set;
  private boolean outdated;

  /** a is the primary, of a history of 10 entries. */
  private void given(Member... inSync) {
    for (String name : List.of("a", "b", "c")) {
      register(name, Purpose.MEMBER);
    }
    replication =
        new Replication(
            Settings.DEFAULT,
            actions.actions(),
            from(A, 1, 1),
            history,
            new EntryBuffer(11),
            at(0));
    set =
        new InSyncSet(
            Settings.DEFAULT,
            actions.actions(),
            Given.record(inSync),
            1,
            () -> outdated,
            history,
            replication,
            instances,
            at(0));
  }

  private void register(String name, Purpose purpose) {
    registrations.put(
        name, purpose == Purpose.REMOVED ? Registration.REMOVED : new Registration(name, purpose));
    instances.onRegistrations(registrations);
  }

  private static Join join(Member member) {
    return join(member, 10);
  }

  private static Join join(Member member, long position) {
    EntryId stands = new EntryId(position, 1);
    return new Join(from(member, 1, 1), stands, stands, position);
  }

  /** The backup has what the primary has committed, and no more. */
  private void ack(Member member, long now) {
    replication.onAck(new Ack(from(member, 1, 1), 10, 10, 0, false), null, at(now));
  }

  private void tick(long now) {
    replication.onTick(at(now));
    set.onTick(true, true, at(now));
    replication.flush(at(now));
  }

  private void assertTakenOutOnlyAt(long now, String why) {
    tick(now - 1);
    assertThat(actions.calls("changeRecord")).isEmpty();

    tick(now);

    assertThat(actions.arguments("changeRecord", 0, Configuration.class))
        .singleElement()
        .satisfies(asked -> assertThat(asked.inSync()).containsExactly(C));
    assertThat(actions.arguments("report", 0, Report.class))
        .extracting(Report::text)
        .containsExactly("Taking [b#b] out of the in-sync set: " + why + ".");
  }

  @Test
  void shouldAskForASetWithoutABackupWhenTheOperatorRemovesItAndWaitForItUntilThen() {
    given(B, C);

    register("b", Purpose.REMOVED);
    set.onTick(true, true, at(1));

    Configuration asked =
        actions.arguments("changeRecord", 0, Configuration.class).iterator().next();
    assertThat(asked.inSync()).containsExactly(C);
    assertThat(asked.epoch()).isEqualTo(2);
    assertThat(set.needed()).containsExactlyInAnyOrder(B, C);
    set.onRecord(asked, 2, at(2));
    assertThat(set.needed()).containsExactly(C);
  }

  @Test
  void shouldAskForASetWithoutABackupAtOnceWhenItsConnectionIsClosed() {
    given(B, C);
    replication.feed("b").onConnected(at(1));
    set.onTick(true, true, at(2));
    assertThat(actions.calls("changeRecord")).isEmpty();

    replication.feed("b").onDisconnected();
    set.onTick(true, true, at(3));

    assertThat(actions.arguments("changeRecord", 0, Configuration.class))
        .singleElement()
        .satisfies(asked -> assertThat(asked.inSync()).containsExactly(C));
    assertThat(actions.arguments("report", 0, Report.class))
        .extracting(Report::text)
        .anyMatch(text -> text.contains("b#b] out of the in-sync set: its connection closed"));
  }

  /** Its connection stands, as to a process that is stopped; it owes nothing. */
  @Test
  void shouldAskForASetWithoutABackupWhenItHasBeenSilentForTheDetectionTime() {
    given(B, C);
    ack(B, 0);
    for (long millis = 0; millis < 1_999; millis += 50) {
      ack(C, millis);
      tick(millis);
    }

    assertTakenOutOnlyAt(2_000, "it has been silent for 2000 ms");
  }

  /** It answers, and its disk stands still; that all is sent to it again is no progress. */
  @Test
  void shouldAskForASetWithoutABackupWhenItHasOwedAnAckForTheDetectionTime() {
    given(B, C);
    ack(B, 0);
    replication.add(entry(11, 1));
    replication.flush(at(0));
    replication.onAck(new Ack(from(C, 1, 1), 11, 10, 0, false), null, at(0));
    for (long millis = 0; millis < 1_999; millis += 50) {
      ack(B, millis);
      ack(C, millis);
      tick(millis);
    }

    assertTakenOutOnlyAt(2_000, "it has owed an ack for 2000 ms");
  }

  /**
   * It would undo what another primary has made of the record that was lost, and serve beside it.
   */
  @Test
  void shouldChangeNothingWhenALaterEpochIsKnownThanThatOfTheRecord() {
    given(B, C);
    replication.feed("b").onConnected(at(1));
    replication.feed("b").onDisconnected();
    outdated = true;

    set.onTick(true, true, at(3));
    set.onJoin(join(new Member("c", 99)), at(3));
    set.raise(at(3));
    assertThat(set.reject(new EntryId(11, 1), at(3))).isFalse();

    assertThat(actions.calls("changeRecord")).isEmpty();
    outdated = false;
    set.onTick(true, true, at(4));
    assertThat(actions.calls("changeRecord")).hasSize(1);
  }

  @Test
  void shouldTakeInWhoJoinsOnlyWhenTheSetMayGrow() {
    given(B);
    set.onJoin(join(C), at(1));
    replication.onAck(new Ack(from(C, 1, 1), 10, 10, 0, false), null, at(2));

    for (int millis = 3; millis < 10; millis++) {
      set.onTick(true, false, at(millis));
    }
    assertThat(replication.feed("c").isRequired()).isFalse();
    assertThat(actions.calls("changeRecord")).isEmpty();
    set.onTick(true, true, at(10));
    set.onTick(true, true, at(11));

    assertThat(actions.arguments("changeRecord", 0, Configuration.class).get(0).inSync())
        .containsExactly(B, C);
  }

  @Test
  void shouldSendOnlyWhatItLacksToWhoJoins() {
    given(B);

    set.onJoin(join(C, 5), at(1));
    replication.flush(at(1));

    assertThat(actions.calls("readOperationLog"))
        .containsExactly(List.of("c", 6L, 5, Settings.DEFAULT.maxCheckpointBytes()));
    replication.onOperationLog("c", 6, entries(6, 10, 1));
    replication.flush(at(2));
    assertThat(actions.arguments("checkpoint", 2, Checkpoint.class))
        .singleElement()
        .satisfies(sent -> assertThat(sent.entries()).isEqualTo(entries(6, 10, 1)));
    assertThat(actions.calls("readOperationLog")).hasSize(1);
  }

  @Test
  void shouldGiveUpAJoinWhenItsConnectionIsLostThoughTheSetMayNotGrow() {
    given(B);
    set.onJoin(join(C), at(1));
    replication.onAck(new Ack(from(C, 1, 1), 10, 10, 0, false), null, at(2));
    replication.feed("c").onConnected(at(2));
    set.onTick(true, true, at(3));
    assertThat(replication.feed("c").isRequired()).isTrue();

    replication.feed("c").onDisconnected();
    set.onTick(true, false, at(4));

    assertThat(replication.feed("c")).isNull();
  }

  /** The arbiter is away: what it was asked for before is not known to be done (R13). */
  @Test
  void shouldGiveUpAJoinWhileAnotherChangeIsPending() {
    given(B);
    set.onJoin(join(C), at(1));
    replication.onAck(new Ack(from(C, 1, 1), 10, 10, 0, false), null, at(2));
    replication.feed("c").onConnected(at(2));
    set.onTick(true, true, at(3));
    set.raise(at(4));
    assertThat(replication.feed("c").isRequired()).isTrue();

    replication.feed("c").onDisconnected();
    set.onTick(true, true, at(5));

    assertThat(replication.feed("c")).isNull();
    assertThat(set.needed()).containsExactly(B);
  }

  @Test
  void shouldNotGiveUpAJoinThatTheArbiterMayHaveWrittenDown() {
    given(B);
    set.onJoin(join(C), at(1));
    replication.onAck(new Ack(from(C, 1, 1), 10, 10, 0, false), null, at(2));
    replication.feed("c").onConnected(at(2));
    set.onTick(true, true, at(3));
    set.onTick(true, true, at(4));
    assertThat(actions.calls("changeRecord")).hasSize(1);

    replication.feed("c").onDisconnected();
    set.onTick(true, true, at(5));

    assertThat(replication.feed("c")).isNotNull();
    assertThat(set.needed()).containsExactlyInAnyOrder(B, C);
  }

  @Test
  void shouldNotTakeInWhoWasRemoved() {
    given(C);
    register("b", Purpose.REMOVED);

    set.onJoin(join(B), at(1));

    assertThat(replication.feed("b")).isNull();
  }

  @Test
  void shouldTellAnInstanceToStandByWhenNoPlaceIsVacant() {
    given(B);
    register("c", Purpose.SPARE);

    set.onJoin(join(C), at(1));

    assertThat(replication.feed("c")).isNull();
    assertThat(actions.calls("send")).contains(List.of("c", new StandBy(from(A, 1, 1))));
  }

  @Test
  void shouldLetTheLaterOfTwoStandByWhenTheOtherHasTakenThePlace() {
    given();
    register("c", Purpose.REMOVED);
    Member d = new Member("d", 0xd);
    register("d", Purpose.MEMBER);
    set.onJoin(join(B), at(1));
    set.onJoin(join(d), at(1));
    assertThat(replication.feed("d")).isNotNull();
    register("d", Purpose.SPARE);

    set.onRecord(Given.record().next(A, 1, List.of(B)), 2, at(2));
    set.onTick(true, true, at(3));

    assertThat(replication.feed("b")).isNotNull();
    assertThat(replication.feed("d")).isNull();
  }

  @Test
  void shouldFeedARemoteReplicaAndNeverWaitForIt() {
    given(B);
    register("c", Purpose.REMOTE);
    set.onJoin(join(C), at(1));
    replication.onAck(new Ack(from(C, 1, 1), 10, 10, 0, false), null, at(2));
    actions.clear();

    set.onTick(true, true, at(3));

    assertThat(replication.feed("c").hasAnswered()).isTrue();
    assertThat(replication.feed("c").isRequired()).isFalse();
    assertThat(actions.calls("changeRecord")).isEmpty();
  }

  @Test
  void shouldTakeInWhoWasRemovedAndIsAddedAgain() {
    given(C);
    register("b", Purpose.REMOVED);

    register("b", Purpose.MEMBER);
    set.onJoin(join(B), at(1));

    assertThat(replication.feed("b")).isNotNull();
  }

  @Test
  void shouldGoOnWaitingForAMemberWhenARequestOfItsEarlierLogComesLate() {
    given(B);
    Member earlier = new Member("b", 0xbb);
    register("c", Purpose.REMOVED);

    boolean admitted = set.admits(earlier, at(1));
    set.onTick(true, true, at(2));

    assertThat(admitted).isFalse();
    assertThat(replication.feed("b").isRequired()).isTrue();
    assertThat(actions.calls("send")).isEmpty();
  }

  @Test
  void shouldTakeOutAMemberThatCannotBeSentWhatComesNextForItIsRecycled() {
    given(B);
    replication.feed("b").standsAt(10);
    replication.feed("b").resendFrom(5, at(1));
    history.logStartsAt(8);

    set.onTick(true, true, at(2));

    Configuration asked =
        actions.arguments("changeRecord", 0, Configuration.class).iterator().next();
    assertThat(asked.inSync()).isEmpty();
  }
}
