package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.A;
import static io.understudy.protocol.instance.Given.B;
import static io.understudy.protocol.instance.Given.at;
import static io.understudy.protocol.instance.Given.from;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Digest;
import io.understudy.protocol.Entry;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.Moment;
import io.understudy.protocol.message.Ack;
import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Handover;
import io.understudy.protocol.message.Heartbeat;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.ServerMessage.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SwitchoverTest {
  private static final Configuration RECORD = Given.record(B);

  private final Recorded actions = new Recorded();
  private final History history = Given.committed(0, 0);
  private final IntentionLog log = new IntentionLog(history);
  private final DigestWindow digests = new DigestWindow(64);
  private Primary primary;

  /** A primary that has committed the first entry of its epoch, as has its backup b. */
  private void serve(Configuration record) {
    log.judge(new Mark(A.logId(), history.position()), 0);
    primary =
        new Primary(
            Settings.DEFAULT,
            actions.actions(),
            record,
            1,
            () -> false,
            history,
            log,
            digests,
            0,
            1,
            Given.instances("b"),
            at(0));
    complete(1, record.epoch(), at(1));
    assertThat(primary.isServing()).isTrue();
    actions.clear();
  }

  private void complete(long ssn, long epoch, Moment now) {
    primary.replication().flush(now);
    Entry last = primary.replication().window().get(ssn);
    log.judge(new Checkpoint(from(A, epoch, 1), 0, List.of(last)), ssn);
    primary.onOwnLog(log, now);
    committed(last);
    ack(ssn, epoch, 0, now);
  }

  private void committed(Entry last) {
    history.committed(last);
    digests.add(new Digest(7, 7));
    primary.onCommitted(last.ssn());
  }

  /** b has all up to here, as the primary has, and answers a heartbeat with a promise. */
  private void ack(long ssn, long epoch, long heartbeat, Moment now) {
    HistoryDigest digest = digests.at(ssn);
    primary.onAck(new Ack(from(B, epoch, 1), ssn, ssn, ssn, heartbeat, heartbeat > 0, digest), now);
    primary.comparison().advance(now);
  }

  private void switchOver(String to, Moment now) {
    primary.switchOver(new ClientMessage.Switchover("operator", to), now);
    primary.advanceSwitchover(now);
    primary.advanceSwitchover(now);
  }

  private List<Outcome> told() {
    return actions.arguments("respond", 1, Outcome.class);
  }

  private List<Heartbeat> heartbeats() {
    return actions.arguments("send", 1, Object.class).stream()
        .filter(Heartbeat.class::isInstance)
        .map(Heartbeat.class::cast)
        .toList();
  }

  private long handovers() {
    return actions.calls("send").stream().filter(call -> call.get(1) instanceof Handover).count();
  }

  @Test
  void shouldGiveUpItsLeaseWhenItHandsOver() {
    serve(RECORD);
    ack(1, 1, 1, at(10));
    assertThat(primary.isLeased(at(10))).isTrue();

    switchOver("b", at(10));

    assertThat(handovers()).isEqualTo(1);
    assertThat(primary.hasRoom()).isFalse();
    assertThat(primary.isLeased(at(10))).isFalse();
    assertThat(told()).isEmpty();
  }

  /** The first says that the first entry of the epoch is stable. */
  @Test
  void shouldSendAHeartbeatEvery50MillisecondsWhenNoSwitchoverIsOn() {
    serve(RECORD);
    List<Long> sentAt = new ArrayList<>();

    for (long millis = 1; millis <= 201; millis++) {
      int before = heartbeats().size();
      primary.onTick(at(millis));
      sentAt.addAll(Collections.nCopies(heartbeats().size() - before, millis));
    }

    assertThat(sentAt).containsExactly(1L, 51L, 101L, 151L, 201L);
    assertThat(actions.arguments("send", 0, String.class)).containsOnly("b");
  }

  @Test
  void shouldHandOverOnlyWhenBackupHasCommittedAll() {
    serve(RECORD);
    primary.take("client", new ClientMessage.Request(1, "add", Given.entry(1, 1).payload()), at(2));

    switchOver("b", at(3));
    assertThat(primary.hasRoom()).isFalse();
    assertThat(handovers()).isZero();
    complete(2, 1, at(4));
    primary.advanceSwitchover(at(5));

    assertThat(handovers()).isEqualTo(1);
  }

  /** Requests wait for this last entry, which is in the primary's own log. */
  private Entry switchOverUnderWay() {
    serve(RECORD);
    primary.take("client", new ClientMessage.Request(1, "add", Given.entry(1, 1).payload()), at(2));
    switchOver("b", at(3));
    primary.replication().flush(at(3));
    Entry last = primary.replication().window().get(2);
    log.judge(new Checkpoint(from(A, 1, 1), 0, List.of(last)), 2);
    primary.onOwnLog(log, at(4));
    return last;
  }

  @Test
  void shouldTellTheBackupAtOnceThatTheLastEntryIsStable() {
    Entry last = switchOverUnderWay();
    primary.onAck(new Ack(from(B, 1, 1), 2, 1, 0, false), at(4));
    primary.advanceSwitchover(at(4));
    assertThat(heartbeats()).isEmpty();

    // when it is committed here, and the backup has yet to hear of that
    committed(last);
    primary.advanceSwitchover(at(5));
    primary.advanceSwitchover(at(6));

    // then it is told once, before the next heartbeat is due
    assertThat(heartbeats()).extracting(Heartbeat::stable).containsExactly(2L);
  }

  @Test
  void shouldNotHandOverWhenWhatTheBackupHasCommittedIsNotCompared() {
    committed(switchOverUnderWay());

    // when it has all, but has not said what executing it came to
    primary.onAck(new Ack(from(B, 1, 1), 2, 2, 0, false), at(4));
    primary.advanceSwitchover(at(4));
    assertThat(handovers()).isZero();
    ack(2, 1, 0, at(5));
    primary.advanceSwitchover(at(5));

    assertThat(handovers()).isEqualTo(1);
  }

  @Test
  void shouldNotHandOverWhenItIsBeingFoundOutWhetherTheBackupDiffers() {
    serve(RECORD);
    primary.replication().feed("b").dispute(true);

    switchOver("b", at(3));
    assertThat(handovers()).isZero();
    primary.replication().feed("b").dispute(false);
    primary.advanceSwitchover(at(5));

    assertThat(handovers()).isEqualTo(1);
  }

  @Test
  void shouldSendClientsToTheBackupOnceWhenItHandsOver() {
    serve(RECORD);
    primary.take("client", new ClientMessage.Request(1, "add", Given.entry(1, 1).payload()), at(2));

    switchOver("b", at(3));
    assertThat(primary.takeSuccessor()).isEmpty();
    complete(2, 1, at(4));
    primary.advanceSwitchover(at(5));

    assertThat(primary.takeSuccessor()).contains("b");
    assertThat(primary.takeSuccessor()).isEmpty();
  }

  /** Requests wait until all that is in progress is completed. */
  @Test
  void shouldTakeRequestsWhileMuchIsInProgressUnlessThatLasts() {
    serve(RECORD);
    for (int number = 1; number <= 100; number++) {
      primary.take(
          "client", new ClientMessage.Request(number, "add", Given.entry(1, 1).payload()), at(2));
    }

    switchOver("b", at(3));
    assertThat(primary.hasRoom()).isTrue();
    primary.advanceSwitchover(at(2_003));

    assertThat(primary.hasRoom()).isFalse();
  }

  @Test
  void shouldGoOnAsBeforeWhenItCannotBeDrained() {
    serve(RECORD);
    ack(1, 1, 1, at(10));
    primary.take("client", new ClientMessage.Request(1, "add", Given.entry(1, 1).payload()), at(2));
    switchOver("b", at(3));

    primary.advanceSwitchover(at(3 + Settings.DEFAULT.detectionMillis()));

    assertThat(told()).extracting(Outcome::done).containsExactly(false);
    assertThat(primary.hasRoom()).isTrue();
    assertThat(primary.isLeased(at(20))).isTrue();
    assertThat(actions.calls("changeRecord")).isEmpty();
  }

  @Test
  void shouldRaiseTheEpochAndAskForPromisesAnewWhenBackupDoesNotTakeOver() {
    // given one that has handed over
    serve(RECORD);
    switchOver("b", at(10));
    long late = 10 + Settings.DEFAULT.detectionMillis();
    primary.onTick(at(late - 10));
    long heartbeat = heartbeats().stream().mapToLong(Heartbeat::number).max().orElseThrow();
    ack(1, 1, heartbeat, at(late - 5));

    // when the backup does not take over in time
    primary.advanceSwitchover(at(late));

    // then the primary asks for another epoch, with the set unchanged
    Configuration asked = actions.arguments("changeRecord", 0, Configuration.class).get(0);
    assertThat(asked).isEqualTo(RECORD.next(A, 1, List.of(B)));
    assertThat(told()).extracting(Outcome::done).containsExactly(false);
    assertThat(primary.hasRoom()).isTrue();
    assertThat(primary.isLeased(at(late))).isFalse();

    // and has a lease under it only by a new promise
    primary.onRecord(asked, 2, at(late + 5));
    assertThat(primary.isLeased(at(late + 5))).isFalse();
    ack(1, 2, heartbeat + 1, at(late + 10));
    assertThat(primary.isLeased(at(late + 10))).isTrue();
  }

  @Test
  void shouldTellWhoIsPrimaryWhenBackupHasTakenOver() {
    serve(RECORD);
    switchOver("", at(10));

    primary.onOutOfOffice(RECORD.next(B, 1, List.of()));

    assertThat(told()).containsExactly(new Outcome(true, "b is the primary, epoch 2."));
  }

  @Test
  void shouldNameTheCauseWhenItCannotSwitchOver() {
    serve(RECORD);
    switchOver("a", at(10));
    switchOver("c", at(10));
    switchOver("b", at(10));
    switchOver("b", at(10));

    assertThat(told())
        .extracting(Outcome::text)
        .containsExactly(
            "a is the primary already.",
            "c is not in sync; in sync: b.",
            "A switchover to b is in progress.");
  }

  @Test
  void shouldSaySoWhenNoBackupIsInSync() {
    serve(Given.record());

    switchOver("b", at(10));

    assertThat(told())
        .containsExactly(
            new Outcome(
                false,
                "No backup is in sync: there is none to switch over to. Start or add one, and wait until it is."));
  }
}
