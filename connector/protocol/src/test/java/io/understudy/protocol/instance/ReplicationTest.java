package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.A;
import static io.understudy.protocol.instance.Given.B;
import static io.understudy.protocol.instance.Given.C;
import static io.understudy.protocol.instance.Given.at;
import static io.understudy.protocol.instance.Given.committed;
import static io.understudy.protocol.instance.Given.entry;
import static io.understudy.protocol.instance.Given.from;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.Entry;
import io.understudy.protocol.Member;
import io.understudy.protocol.message.Ack;
import io.understudy.protocol.message.Checkpoint;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplicationTest {
  private final Recorded actions = new Recorded();
  private final History history = committed(0, 0);
  private final Replication replication =
      new Replication(
          Settings.DEFAULT, actions.actions(), from(A, 1, 1), history, new EntryBuffer(1), at(0));

  private Feed open(Member member, boolean required) {
    Feed feed = replication.open(member, 1, required, at(0));
    feed.onConnected(at(0));
    return feed;
  }

  private void add(int count) {
    for (int i = 0; i < count; i++) {
      replication.add(entry(replication.last() + 1, 1));
    }
    replication.flush(at(0));
  }

  private void ack(Member member, long acked, long committed) {
    replication.onAck(new Ack(from(member, 1, 1), acked, committed, 0, false), null, at(1));
  }

  private List<Checkpoint> sentTo(String instance) {
    return actions.calls("checkpoint").stream()
        .filter(call -> ((List<?>) call.get(0)).contains(instance))
        .map(call -> (Checkpoint) call.get(2))
        .toList();
  }

  @Test
  void shouldBeStableWhenOwnLogAndAllInSyncHaveIt() {
    open(B, true);
    add(5);
    replication.onOwnAck(5, at(1));
    assertThat(replication.stable()).isZero();

    ack(B, 3, 0);

    assertThat(replication.stable()).isEqualTo(3);
  }

  @Test
  void shouldNotBeStableWhenOwnLogHasNotGotIt() {
    open(B, true);
    add(5);

    ack(B, 5, 0);

    assertThat(replication.stable()).isZero();
  }

  @Test
  void shouldNotWaitForOneThatJoins() {
    open(B, false);
    add(5);

    replication.onOwnAck(5, at(1));

    assertThat(replication.stable()).isEqualTo(5);
  }

  @Test
  void shouldNotCountAckWhenItIsOfAnotherLog() {
    open(B, true);
    add(5);
    replication.onOwnAck(5, at(1));

    ack(new Member("b", 0xbad), 5, 0);

    assertThat(replication.stable()).isZero();
  }

  @Test
  void shouldSendAgainWhenCheckpointWasLost() {
    Feed feed = open(B, true);
    add(5);
    replication.onOwnAck(5, at(1));

    replication.onTick(at(299));
    replication.flush(at(299));
    assertThat(sentTo("b")).hasSize(1);
    replication.onTick(at(300));
    replication.flush(at(300));

    assertThat(sentTo("b")).hasSize(2);
    assertThat(sentTo("b").get(1).first().ssn()).isEqualTo(1);
    assertThat(feed.owingMillis(at(300))).isEqualTo(300);
  }

  @Test
  void shouldSendAgainUnderNewEpochWhatNotAllHaveAcked() {
    open(B, true);
    add(5);
    replication.onOwnAck(5, at(1));
    ack(B, 3, 0);
    actions.clear();

    replication.raise(from(A, 2, 1), at(2));
    replication.flush(at(2));

    Checkpoint again = sentTo("b").get(0);
    assertThat(again.sender().epoch()).isEqualTo(2);
    assertThat(again.entries()).extracting(Entry::ssn).containsExactly(4L, 5L);
    assertThat(again.entries()).extracting(Entry::epoch).containsOnly(1L);
  }

  /** What a backup had acked under the epoch before counts under the next of the same primary. */
  @Test
  void shouldNotSendAgainUnderANewEpochWhatAllHaveCommittedMeanwhile() {
    open(B, true);
    add(5);
    replication.onCommitted(5);
    actions.clear();

    replication.raise(from(A, 2, 1), at(2));
    replication.onOwnAck(5, at(3));
    ack(B, 5, 5);
    replication.flush(at(4));

    assertThat(actions.calls("checkpoint")).isEmpty();
    assertThat(replication.sent()).isEqualTo(5);
    add(1);
    assertThat(sentTo("b")).hasSize(1);
    assertThat(sentTo("b").get(0).first().ssn()).isEqualTo(6);
  }

  /** It is close, and may still need what was dropped before. */
  @Test
  void shouldReadTheOperationLogForOneThatIsWaitedForFromNowOn() {
    add(5);
    replication.onOwnAck(5, at(1));
    replication.onCommitted(5);
    open(C, true);

    ack(C, 0, 0);
    replication.flush(at(2));

    assertThat(actions.arguments("readOperationLog", 1, Long.class)).containsExactly(1L);
  }

  @Test
  void shouldReadOperationLogWhenInstanceIsFarBehind() {
    add(5);
    replication.onOwnAck(5, at(1));
    replication.onCommitted(5);
    open(C, false);

    replication.flush(at(2));

    assertThat(actions.calls("readOperationLog"))
        .containsExactly(List.of("c", 1L, 5, Settings.DEFAULT.maxCheckpointBytes()));
  }

  @Test
  void shouldNotReadTheOperationLogWhenItNoLongerReachesBackSoFar() {
    for (int i = 0; i < 5; i++) {
      history.committed(entry(i + 1, 1));
    }
    add(5);
    replication.onOwnAck(5, at(1));
    replication.onCommitted(5);
    Feed behind = open(C, false);
    assertThat(replication.neededFrom()).isEqualTo(1);

    history.logStartsAt(3);
    replication.flush(at(2));

    assertThat(actions.calls("readOperationLog")).isEmpty();
    assertThat(replication.isTooFarBehind(behind)).isTrue();
    behind.standsAt(2);
    behind.resend(at(3));
    assertThat(replication.isTooFarBehind(behind)).isFalse();
    assertThat(replication.neededFrom()).isEqualTo(3);
  }

  @Test
  void shouldKeepEntriesInMemoryUntilBackupHasCommittedThem() {
    open(B, true);
    add(5);
    replication.onOwnAck(5, at(1));
    ack(B, 5, 0);
    replication.onCommitted(5);
    assertThat(replication.window().first()).isEqualTo(1);

    ack(B, 5, 4);

    assertThat(replication.window().first()).isEqualTo(5);
  }

  @Test
  void shouldHaveLeaseOnlyWhenAllHavePromised() {
    open(B, true);
    open(C, true);
    replication.onAck(new Ack(from(B, 1, 1), 0, 0, 1, true), at(100), at(110));

    assertThat(replication.leased(Set.of(B), 180, at(279))).isTrue();
    assertThat(replication.leased(Set.of(B), 180, at(280))).isFalse();
    assertThat(replication.leased(Set.of(B, C), 180, at(110))).isFalse();
  }

  @Test
  void shouldKeepLeaseWhenOlderAnswerComesLate() {
    open(B, true);
    replication.onAck(new Ack(from(B, 1, 1), 0, 0, 2, true), at(100), at(110));

    replication.onAck(new Ack(from(B, 1, 1), 0, 0, 1, true), at(50), at(120));

    assertThat(replication.leased(Set.of(B), 180, at(279))).isTrue();
  }

  @Test
  void shouldHoldWhatAllHaveUntilEnoughAreInSync() {
    replication.hold(true);
    add(5);
    replication.onOwnAck(5, at(1));
    assertThat(replication.stable()).isZero();

    replication.hold(false);
    replication.settleAnew();

    assertThat(replication.stable()).isEqualTo(5);
  }

  /** Whoever is to be in sync must have all of it first: it must be sent, however much it is. */
  @Test
  void shouldSendAllThatEarlierPrimariesLeftThoughItIsHeld() {
    replication.hold(true);
    for (int checkpoint = 1; checkpoint <= 6; checkpoint++) {
      add(1);
      replication.onOwnAck(checkpoint, at(1));
    }

    assertThat(replication.sent()).isEqualTo(6);
    assertThat(replication.stable()).isZero();
  }
}
