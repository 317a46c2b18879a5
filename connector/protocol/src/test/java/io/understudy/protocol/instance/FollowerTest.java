package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.A;
import static io.understudy.protocol.instance.Given.B;
import static io.understudy.protocol.instance.Given.C;
import static io.understudy.protocol.instance.Given.at;
import static io.understudy.protocol.instance.Given.checkpoint;
import static io.understudy.protocol.instance.Given.committed;
import static io.understudy.protocol.instance.Given.entries;
import static io.understudy.protocol.instance.Given.from;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.Moment;
import io.understudy.protocol.Payload;
import io.understudy.protocol.message.Ack;
import io.understudy.protocol.message.Heartbeat;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.Sender;
import java.util.List;
import org.junit.jupiter.api.Test;

class FollowerTest {
  private static final Sender PRIMARY = from(A, 1, 1);
  private static final Sender SELF = from(B, 1, 1);

  private final Follower follower = new Follower(Settings.DEFAULT, Given.record(B), at(0), at(0));

  private static IntentionLog logUpTo(long ssn) {
    IntentionLog log = new IntentionLog(committed(0, 0));
    log.judge(new Mark(1, EntryId.NONE), 0);
    log.judge(checkpoint(PRIMARY, entries(1, ssn, 1)), 1);
    return log;
  }

  private static HistoryDigest committedUpTo(long ssn) {
    return new HistoryDigest(ssn, 0, 0, 1);
  }

  @Test
  void shouldFollowOnlyThePrimaryUnderItsEpochAndIncarnation() {
    assertThat(follower.follows(PRIMARY)).isTrue();
    assertThat(follower.follows(from(A, 2, 1))).isFalse();
    assertThat(follower.follows(from(A, 1, 2))).isFalse();
    assertThat(follower.follows(from(C, 1, 1))).isFalse();
  }

  @Test
  void shouldCommitNoFurtherThanStableAndAcked() {
    follower.onHeartbeat(new Heartbeat(PRIMARY, 1, 3, 9), at(1));

    assertThat(follower.commitLimit(logUpTo(5))).isEqualTo(3);
    assertThat(follower.commitLimit(logUpTo(2))).isEqualTo(2);
  }

  @Test
  void shouldLetAFewEntriesWaitForMore() {
    follower.onCheckpoint(3, at(1000));

    assertThat(follower.nextGroup(logUpTo(4), at(1000))).isEmpty();
    assertThat(follower.nextGroup(logUpTo(4), at(1049))).isEmpty();
    assertThat(follower.nextGroup(logUpTo(4), at(1050))).isEqualTo(entries(1, 3, 1));
    // and again, under a newer record too: the group may have failed
    assertThat(follower.nextGroup(logUpTo(4), at(1050))).isEqualTo(entries(1, 3, 1));
    Follower next = follower.under(Given.record(B).next(A, 1, List.of(B, C)), at(1051));
    assertThat(next.nextGroup(logUpTo(4), at(1051))).isEqualTo(entries(1, 3, 1));
  }

  @Test
  void shouldLetManyEntriesWaitForNoMore() {
    follower.onCheckpoint(15, at(1000));
    assertThat(follower.nextGroup(logUpTo(40), at(1000))).isEmpty();

    follower.onCheckpoint(16, at(1001));
    assertThat(follower.nextGroup(logUpTo(40), at(1001))).isEqualTo(entries(1, 16, 1));
  }

  /** The primary waits for a backup that is so far behind. */
  @Test
  void shouldLetFewerEntriesWaitWhenFewMayBePending() {
    Settings few = Settings.DEFAULT.with(Setting.MAX_PENDING, 8);
    Follower near = new Follower(few, Given.record(B), at(0), at(0));
    near.onCheckpoint(2, at(1000));

    assertThat(near.nextGroup(logUpTo(4), at(1000))).isEqualTo(entries(1, 2, 1));
  }

  @Test
  void shouldLetFewerEntriesWaitWhenAGroupIsOfFewer() {
    Settings few = Settings.DEFAULT.with(Setting.MAX_GROUP, 2);
    Follower near = new Follower(few, Given.record(B), at(0), at(0));
    near.onCheckpoint(3, at(1000));

    assertThat(near.nextGroup(logUpTo(4), at(1000))).isEqualTo(entries(1, 2, 1));
  }

  /** The primary takes no requests once so much of memory is pending. */
  @Test
  void shouldLetLittleWaitWhenLittleMemoryMayBePending() {
    Settings little =
        Settings.DEFAULT
            .with(Setting.MAX_REQUEST_BYTES, 1 << 15)
            .with(Setting.MAX_PENDING_BYTES, 1 << 16);
    Follower near = new Follower(little, Given.record(B), at(0), at(0));
    near.onCheckpoint(1, at(1000));

    assertThat(near.nextGroup(logOf(20 << 10), at(1000))).hasSize(1);
  }

  @Test
  void shouldLetNoEntryWaitWhenThePrimaryIsDoubted() {
    follower.onCheckpoint(3, at(1000));
    assertThat(follower.nextGroup(logUpTo(5), at(1000))).isEmpty();

    follower.onDisconnected();

    assertThat(follower.nextGroup(logUpTo(5), at(1001))).isEqualTo(entries(1, 3, 1));
  }

  @Test
  void shouldLetLargeEntriesWaitForNoMore() {
    follower.onCheckpoint(1, at(1000));

    assertThat(follower.nextGroup(logOf(300 << 10), at(1000))).hasSize(1);
  }

  /** Of one entry with a payload of so many bytes. */
  private static IntentionLog logOf(int bytes) {
    Payload large = Payload.of(new byte[bytes]);
    Entry entry =
        new Entry(new EntryId(1, 1), 0, Entry.Kind.REQUEST, 0, 0, 1, "client", 1, "put", large);
    IntentionLog log = new IntentionLog(committed(0, 0));
    log.judge(new Mark(1, EntryId.NONE), 0);
    log.judge(checkpoint(PRIMARY, entry), 1);
    return log;
  }

  @Test
  void shouldLetNoEntryWaitThatAHeartbeatAsksFor() {
    follower.onHeartbeat(new Heartbeat(PRIMARY, 1, 3, 9), at(1000));

    assertThat(follower.nextGroup(logUpTo(5), at(1000))).isEqualTo(entries(1, 3, 1));
  }

  @Test
  void shouldPromiseWhenItAnswersHeartbeat() {
    follower.onHeartbeat(new Heartbeat(PRIMARY, 7, 0, 0), at(1000));

    Ack ack = follower.takeAck(SELF, logUpTo(5), committedUpTo(2), 2, at(1010));

    assertThat(ack).isEqualTo(new Ack(SELF, 5, 2, 2, 7, true, committedUpTo(2)));
    assertThat(follower.isFree(at(1209))).isFalse();
    assertThat(follower.isFree(at(1210))).isTrue();
  }

  @Test
  void shouldNotPromiseWhenItOnlyAcksCheckpoint() {
    follower.onCheckpoint(0, at(1000));

    assertThat(follower.takeAck(SELF, logUpTo(5), committedUpTo(0), 0, at(1000)).promised())
        .isFalse();
    assertThat(follower.isFree(at(1000))).isTrue();
  }

  @Test
  void shouldAckOnceWhenOneIsDue() {
    follower.takeAck(SELF, logUpTo(5), committedUpTo(0), 0, at(1));

    assertThat(follower.takeAck(SELF, logUpTo(5), committedUpTo(0), 0, at(2))).isNull();
  }

  @Test
  void shouldAckOnceMoreWhenAllThatAHeartbeatSaidIsStableIsCommitted() {
    follower.onHeartbeat(new Heartbeat(PRIMARY, 7, 4, 5), at(1000));
    follower.takeAck(SELF, logUpTo(5), committedUpTo(2), 2, at(1000));

    assertThat(follower.takeAck(SELF, logUpTo(5), committedUpTo(3), 3, at(1005))).isNull();
    assertThat(follower.takeAck(SELF, logUpTo(5), committedUpTo(4), 4, at(1010)))
        .isEqualTo(new Ack(SELF, 5, 4, 4, 0, false, committedUpTo(4)));
    assertThat(follower.takeAck(SELF, logUpTo(5), committedUpTo(5), 5, at(1015))).isNull();
    // and no promise was given by it
    assertThat(follower.isFree(at(1200))).isTrue();
  }

  @Test
  void shouldKeepPromiseWhenEitherClockShowsLessTime() {
    assertThat(follower.isFree(new Moment(200, 1_000_199))).isFalse();
    assertThat(follower.isFree(new Moment(199, 1_009_000))).isFalse();
  }

  @Test
  void shouldKeepPromiseWhenPrimaryIsAnother() {
    follower.onHeartbeat(new Heartbeat(PRIMARY, 7, 0, 0), at(1000));
    follower.takeAck(SELF, logUpTo(5), committedUpTo(2), 2, at(1000));

    Follower next = follower.under(Given.record(B, C).next(C, 1, java.util.List.of(B)), at(1001));

    assertThat(next.isFree(at(1199))).isFalse();
    assertThat(next.stable()).isZero();
  }

  /** One that is copied to hears nothing else for a long time. */
  @Test
  void shouldTakeANewRecordOfThePrimaryForAWordOfIt() {
    Follower next = follower.under(Given.record(B).next(A, 1, List.of(B, C)), at(5_000));

    assertThat(next.suspects(at(6_999))).isFalse();
    assertThat(next.suspects(at(7_000))).isTrue();
    assertThat(next.under(Given.record(B).next(A, 1, List.of(B, C)), at(6_999)).suspects(at(7_000)))
        .as("the same once more")
        .isTrue();
  }

  /** It has resigned, and others are to have the office. */
  @Test
  void shouldLetOthersGoFirstUnderANewRecordToo() {
    Follower later = new Follower(Settings.DEFAULT, Given.record(B), at(0), at(9_000));

    Follower next = later.under(Given.record(B).next(A, 1, List.of(C)), at(5_000));

    assertThat(next.suspects(at(10_999))).isFalse();
    assertThat(next.suspects(at(11_000))).isTrue();
  }

  @Test
  void shouldSuspectWhenSilentOrDisconnected() {
    assertThat(follower.suspects(at(1999))).isFalse();
    assertThat(follower.suspects(at(2000))).isTrue();
    follower.onHeartbeat(new Heartbeat(PRIMARY, 1, 0, 0), at(2001));
    assertThat(follower.suspects(at(2001))).isFalse();
    follower.onDisconnected();
    assertThat(follower.suspects(at(2100))).isFalse();
    assertThat(follower.suspects(at(2101))).isTrue();
  }

  @Test
  void shouldSuspectWhenAWordComesAfterTheConnectionClosedAndNoneAfterThat() {
    follower.onHeartbeat(new Heartbeat(PRIMARY, 1, 0, 0), at(1000));
    follower.onDisconnected();
    follower.onHeartbeat(new Heartbeat(PRIMARY, 2, 0, 0), at(1001));

    assertThat(follower.suspects(at(1002))).isFalse();
    assertThat(follower.suspects(at(1101))).isTrue();
  }

  @Test
  void shouldNotSuspectWhenItIsConnectedAgainAndHeard() {
    follower.onDisconnected();
    follower.onConnected();
    follower.onHeartbeat(new Heartbeat(PRIMARY, 1, 0, 0), at(40));

    assertThat(follower.suspects(at(2039))).isFalse();
    assertThat(follower.doubts(at(2039))).isFalse();
  }

  /** One that has stopped itself closes its connections, and accepts new ones for a while. */
  @Test
  void shouldSuspectWhenItIsConnectedAgainAndHearsNothing() {
    follower.onHeartbeat(new Heartbeat(PRIMARY, 1, 0, 0), at(1000));
    follower.onDisconnected();
    follower.onHeartbeat(new Heartbeat(PRIMARY, 2, 0, 0), at(1001));
    follower.onConnected();

    assertThat(follower.suspects(at(1100))).isFalse();
    assertThat(follower.suspects(at(1101))).isTrue();
    assertThat(follower.under(Given.record(B, C), at(1101)).suspects(at(1101))).isTrue();
  }

  @Test
  void shouldBeFreeOfItsPromiseOnlyUnderTheEpochInWhichThePrimaryHandsOver() {
    follower.onHeartbeat(new Heartbeat(PRIMARY, 7, 0, 0), at(1000));
    follower.takeAck(SELF, logUpTo(5), committedUpTo(2), 2, at(1010));

    follower.onHandover();

    assertThat(follower.isFree(at(1010))).isTrue();
    Follower later = follower.under(Given.record(B).next(A, 1, List.of(B)), at(1020));
    assertThat(later.isFreed()).isFalse();
    assertThat(later.isFree(at(1209))).isFalse();
  }
}
