package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.A;
import static io.understudy.protocol.instance.Given.B;
import static io.understudy.protocol.instance.Given.checkpoint;
import static io.understudy.protocol.instance.Given.committed;
import static io.understudy.protocol.instance.Given.entries;
import static io.understudy.protocol.instance.Given.entry;
import static io.understudy.protocol.instance.Given.from;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.EntryId;
import io.understudy.protocol.instance.IntentionLog.Judgement;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.Restart;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntentionLogTest {
  private static final long LOG_ID = 77;

  private static IntentionLog emptyLog() {
    IntentionLog log = new IntentionLog(committed(0, 0));
    log.judge(new Mark(LOG_ID, EntryId.NONE), 0);
    return log;
  }

  private static long matchedOfA(IntentionLog log, long incarnation) {
    return log.matched("a", A.logId(), incarnation);
  }

  @Test
  void shouldAckWhatFollowsWhenNothingIsMissing() {
    IntentionLog log = emptyLog();

    Judgement judgement = log.judge(checkpoint(from(A, 1, 1), entries(1, 5, 1)), 1);

    assertThat(judgement).isEqualTo(Judgement.KEPT);
    assertThat(matchedOfA(log, 1)).isEqualTo(5);
  }

  @Test
  void shouldAckNothingBeyondGapWhenCheckpointWasLost() {
    IntentionLog log = emptyLog();
    log.judge(checkpoint(from(A, 1, 1), entries(1, 5, 1)), 1);

    Judgement judgement = log.judge(checkpoint(from(A, 1, 1), entries(8, 9, 1)), 2);

    assertThat(judgement).isEqualTo(Judgement.GAP);
    assertThat(matchedOfA(log, 1)).isEqualTo(5);
  }

  @Test
  void shouldAckFromNothingAgainWhenPrimaryIsAnother() {
    IntentionLog log = emptyLog();
    log.judge(checkpoint(from(A, 1, 1), entries(1, 5, 1)), 1);

    log.judge(checkpoint(from(B, 2, 1), entry(3, 1)), 2);

    assertThat(matchedOfA(log, 1)).isZero();
    assertThat(log.matched("b", B.logId(), 1)).isEqualTo(3);
  }

  @Test
  void shouldAckFromNothingAgainWhenPrimaryIsOfAnotherIncarnation() {
    IntentionLog log = emptyLog();
    log.judge(checkpoint(from(A, 1, 1), entries(1, 5, 1)), 1);

    log.judge(checkpoint(from(A, 2, 2), entry(2, 1)), 2);

    assertThat(matchedOfA(log, 2)).isEqualTo(2);
  }

  @Test
  void shouldReplaceAllBeyondWhenNewPrimarySendsAnotherEntry() {
    IntentionLog log = emptyLog();
    log.judge(checkpoint(from(A, 1, 1), entries(1, 5, 1)), 1);

    log.judge(checkpoint(from(B, 2, 1), entry(3, 2, 1)), 2);

    assertThat(log.held().last()).isEqualTo(3);
    assertThat(log.held().get(3).id()).isEqualTo(new EntryId(3, 2));
  }

  @Test
  void shouldVoidWhatComesLateWhenPrimaryHasBeenReplaced() {
    IntentionLog log = emptyLog();
    log.judge(checkpoint(from(B, 2, 1), entry(1, 2)), 1);

    Judgement judgement = log.judge(checkpoint(from(A, 1, 1), entry(1, 1)), 2);

    assertThat(judgement).isEqualTo(Judgement.VOID);
    assertThat(log.held().get(1).epoch()).isEqualTo(2);
  }

  @Test
  void shouldFindConflictWhenAnotherEntryIsCommitted() {
    IntentionLog log = new IntentionLog(committed(10, 1));

    assertThat(log.judge(checkpoint(from(A, 2, 1), entry(10, 2)), 1)).isEqualTo(Judgement.CONFLICT);
    assertThat(log.judge(checkpoint(from(A, 2, 1), entry(11, 2, 2)), 2))
        .isEqualTo(Judgement.CONFLICT);
  }

  @Test
  void shouldForgetAllWhenMarkIsRead() {
    IntentionLog log = emptyLog();
    log.judge(checkpoint(from(A, 1, 1), entries(1, 5, 1)), 1);

    log.judge(new Mark(78, EntryId.NONE), 2);

    assertThat(log.logId()).isEqualTo(78);
    assertThat(log.held().isEmpty()).isTrue();
    assertThat(matchedOfA(log, 1)).isZero();
  }

  @Test
  void shouldBeMemberWhenLogReachesBackToWhatDatabaseHasSynced() {
    IntentionLog log = new IntentionLog(committed(10, 1));
    log.judge(new Restart(1, LOG_ID), 0);
    log.judge(checkpoint(from(A, 1, 1), entries(8, 20, 1)), 1);

    assertThat(log.meetsDatabase()).isTrue();
    assertThat(log.held().last()).isEqualTo(20);
  }

  @Test
  void shouldBeNoMemberWhenDatabaseWasWipedAndLogStays() {
    // given a database that is empty, and a log trimmed behind what the old one had
    IntentionLog log = new IntentionLog(committed(0, 0));
    log.judge(new Restart(1, LOG_ID), 0);

    // when
    log.judge(checkpoint(from(A, 1, 1), entries(8, 20, 1)), 1);

    // then
    assertThat(log.meetsDatabase()).isFalse();
  }

  @Test
  void shouldBeNoMemberWhenLogWasWipedAndDatabaseStays() {
    IntentionLog log = new IntentionLog(committed(10, 1));

    assertThat(log.meetsDatabase()).isFalse();
  }

  @Test
  void shouldBeNoMemberWhenLogEndsBeforeDatabase() {
    IntentionLog log = new IntentionLog(committed(10, 1));
    log.judge(new Restart(1, LOG_ID), 0);
    log.judge(checkpoint(from(A, 1, 1), entries(3, 9, 1)), 1);

    assertThat(log.meetsDatabase()).isFalse();
  }

  @Test
  void shouldKeepMessageWithLastEntryWhenAllIsSynced() {
    IntentionLog log = new IntentionLog(committed(0, 0));
    log.judge(new Mark(LOG_ID, EntryId.NONE), 0);
    log.judge(checkpoint(from(A, 1, 1), entries(1, 5, 1)), 1);
    log.judge(checkpoint(from(A, 1, 1), entries(6, 9, 1)), 2);
    // A resend of older entries, and one with a gap before it, do not hold the log's end.
    log.judge(checkpoint(from(A, 1, 1), entries(1, 2, 1)), 3);
    log.judge(checkpoint(from(A, 1, 1), entries(20, 21, 1)), 4);
    log.judge(new Restart(1, LOG_ID), 5);

    assertThat(log.trim(9)).isEqualTo(1);
  }

  /** Else the log would begin with it at the next start, and not meet the database. */
  @Test
  void shouldTrimWhatCameBeforeItsTimeWithWhatWasBeforeIt() {
    IntentionLog log = emptyLog();
    log.judge(new Restart(1, LOG_ID), 1);
    log.judge(checkpoint(from(A, 1, 1), entries(1, 5, 1)), 2);
    log.judge(checkpoint(from(A, 1, 1), entries(8, 9, 1)), 3);
    log.judge(checkpoint(from(A, 1, 1), entries(6, 7, 1)), 4);
    log.judge(checkpoint(from(A, 1, 1), entries(8, 9, 1)), 5);
    log.judge(new Restart(1, LOG_ID), 6);

    assertThat(log.trim(5)).isEqualTo(3);
  }

  /** What came before its time must not be what the log begins with when it is read anew (R6). */
  @Test
  void shouldStillMeetTheDatabaseWhenItsNameIsInTheWayOfWhatCameBeforeItsTime() {
    IntentionLog log = emptyLog();
    log.judge(checkpoint(from(A, 1, 1), entries(1, 5, 1)), 1);
    log.judge(new Restart(1, LOG_ID), 2);
    log.judge(checkpoint(from(A, 1, 1), entries(8, 9, 1)), 3);
    log.judge(checkpoint(from(A, 1, 1), entries(6, 7, 1)), 4);

    // the mark goes, and what is before the name stays
    assertThat(log.trim(7)).isZero();
    assertThat(log.takeNaming()).isTrue();
    IntentionLog again = new IntentionLog(committed(7, 1));
    again.judge(checkpoint(from(A, 1, 1), entries(1, 5, 1)), 1);
    again.judge(new Restart(1, LOG_ID), 2);
    again.judge(checkpoint(from(A, 1, 1), entries(8, 9, 1)), 3);
    again.judge(checkpoint(from(A, 1, 1), entries(6, 7, 1)), 4);
    assertThat(again.meetsDatabase()).isTrue();

    // named anew, all of it goes
    log.judge(new Restart(1, LOG_ID), 5);
    assertThat(log.trim(7)).isEqualTo(3);
  }

  /** The database has committed entries of a newer epoch since the log's first message was kept. */
  @Test
  void shouldMeetTheDatabaseWhenItBeginsWithWhatIsVoidByNowAndWhatCameBeforeItsTime() {
    History history = new History(List.of(new EntryId(1, 1), new EntryId(4, 2)), new EntryId(7, 2));
    IntentionLog log = new IntentionLog(history);
    log.judge(checkpoint(from(A, 1, 1), entries(6, 7, 1)), 1);
    log.judge(new Restart(1, LOG_ID), 2);
    log.judge(checkpoint(from(A, 2, 1), entries(9, 10, 2)), 3);
    log.judge(checkpoint(from(A, 2, 1), entries(8, 8, 2)), 4);

    assertThat(log.meetsDatabase()).isTrue();
  }

  /** What came twice says nothing of what followed it the first time, and is trimmed by now. */
  @Test
  void shouldNotBeginWithWhatCameTwiceWhenWhatFollowedItIsTrimmed() {
    IntentionLog log = emptyLog();
    log.judge(checkpoint(from(A, 1, 1), entries(1, 9, 1)), 1);
    log.judge(checkpoint(from(A, 1, 1), entries(1, 2, 1)), 2);
    log.judge(new Restart(1, LOG_ID), 3);
    log.judge(checkpoint(from(A, 1, 1), entries(12, 13, 1)), 4);
    log.judge(checkpoint(from(A, 1, 1), entries(10, 11, 1)), 5);

    assertThat(log.trim(9)).isZero();
    log.judge(new Restart(1, LOG_ID), 6);
    assertThat(log.trim(9)).isEqualTo(4);
  }

  @Test
  void shouldNotMeetTheDatabaseWhenItBeginsWithWhatIsVoidAndBeyondIt() {
    History history = new History(List.of(new EntryId(1, 1), new EntryId(4, 2)), new EntryId(7, 2));
    IntentionLog log = new IntentionLog(history);
    log.judge(checkpoint(from(A, 1, 1), entries(9, 10, 1)), 1);
    log.judge(new Restart(1, LOG_ID), 2);
    log.judge(checkpoint(from(A, 2, 1), entries(9, 10, 2)), 3);
    log.judge(checkpoint(from(A, 2, 1), entries(6, 7, 2)), 4);

    assertThat(log.meetsDatabase()).isFalse();
  }

  /** What came twice is known by that only as long as what it came after is read first. */
  @Test
  void shouldNotBeginWithWhatTheDatabaseHadWhenItWasReadAnew() {
    History history =
        new History(List.of(new EntryId(1, 1), new EntryId(10, 2)), new EntryId(10, 2));
    IntentionLog log = new IntentionLog(history);
    log.judge(checkpoint(from(A, 1, 1), entries(1, 9, 1)), 1);
    log.judge(new Restart(1, LOG_ID), 2);
    log.judge(checkpoint(from(A, 2, 1), entries(6, 7, 1)), 3);
    log.judge(checkpoint(from(A, 2, 1), entries(11, 12, 2)), 4);
    assertThat(log.meetsDatabase()).isTrue();

    assertThat(log.trim(10)).isEqualTo(-1);
    log.judge(new Restart(1, LOG_ID), 5);
    assertThat(log.trim(10)).isEqualTo(3);
  }

  @Test
  void shouldTrimNothingWhenDatabaseHasNotSyncedIt() {
    IntentionLog log = emptyLog();
    log.judge(new Restart(1, LOG_ID), 1);
    log.judge(checkpoint(from(A, 1, 1), entries(1, 5, 1)), 2);
    log.judge(checkpoint(from(A, 1, 1), entries(6, 9, 1)), 3);

    assertThat(log.trim(4)).isZero();
  }

  @Test
  void shouldTrimWhatWasVoidedByMarkWhenItsEntriesWereNeverSynced() {
    IntentionLog log = emptyLog();
    log.judge(checkpoint(from(A, 1, 1), entries(1, 5, 1)), 1);
    log.judge(new Mark(78, EntryId.NONE), 2);

    assertThat(log.trim(0)).isEqualTo(1);
  }

  @Test
  void shouldAskToBeNamedAnewWhenMarkIsInTheWay() {
    IntentionLog log = emptyLog();
    log.judge(checkpoint(from(A, 1, 1), entries(1, 5, 1)), 1);

    assertThat(log.trim(5)).isEqualTo(-1);
    assertThat(log.takeNaming()).isTrue();
    log.judge(new Restart(1, LOG_ID), 2);
    log.judge(checkpoint(from(A, 1, 1), entry(6, 1)), 3);
    assertThat(log.trim(6)).isEqualTo(1);
  }

  @Test
  void shouldKeepWhatFollowsWhenDatabaseIsReadAnew() {
    IntentionLog log = emptyLog();
    log.judge(checkpoint(from(A, 1, 1), entries(1, 5, 1)), 1);

    log.rebase(committed(3, 1));

    assertThat(log.held().first()).isEqualTo(4);
    assertThat(log.held().last()).isEqualTo(5);
  }
}
