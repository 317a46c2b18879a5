package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.A;
import static io.understudy.protocol.instance.Given.B;
import static io.understudy.protocol.instance.Given.at;
import static io.understudy.protocol.instance.Given.entry;
import static io.understudy.protocol.instance.Given.from;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Effect;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.message.Ack;
import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.Handover;
import io.understudy.protocol.message.Heartbeat;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.Restart;
import io.understudy.protocol.message.Sender;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On the way into office: a backup b of a that has committed one entry, not synced yet. */
class TakeoverTest {
  private static final Sender PRIMARY = from(A, 1, 1);

  private final Recorded actions = new Recorded();
  private final Instance backup =
      new Instance("b", Settings.DEFAULT, Map.of("add", true), () -> 1, actions.actions());

  @BeforeEach
  void follow() {
    backup.start(at(0));
    backup.onStanding(1, EntryId.NONE, List.of(), 0, HistoryDigest.none(1), 1, 1, at(0));
    Restart restart = actions.arguments("appendToLog", 0, Restart.class).get(0);
    backup.onLogged(new Mark(B.logId(), EntryId.NONE), 1, at(0));
    backup.onLogged(restart, 2, at(0));
    backup.onRecord(Given.record(B), 1, at(0));
    backup.onLogged(new Checkpoint(PRIMARY, 1, List.of(entry(1, 1))), 3, at(1));
    backup.flush(at(2));
    backup.flush(at(52));
    backup.onCommitted(1, 1, List.of(Effect.EMPTY), at(53));
    actions.clear();
  }

  @Test
  void shouldSyncAheadWhenTheConnectionToThePrimaryCloses() {
    backup.onDisconnected("a", at(60));
    backup.onDisconnected("a", at(61));

    assertThat(actions.calls("syncDatabase")).hasSize(1);
    assertThat(actions.calls("raiseFence")).isEmpty();
  }

  @Test
  void shouldSyncAheadWhileTheArbiterAnswersWhenThePrimaryHandsOver() {
    backup.onMessage(new Handover(PRIMARY), at(60));
    backup.onMessage(new Handover(PRIMARY), at(61));

    assertThat(actions.calls("syncDatabase")).hasSize(1);
    assertThat(actions.calls("changeRecord")).hasSize(1);
  }

  @Test
  void shouldNotSyncAheadWhenAnotherConnectionCloses() {
    backup.onDisconnected("c", at(60));

    assertThat(actions.calls("syncDatabase")).isEmpty();
  }

  @Test
  void shouldRaiseTheFenceAllTheSameWhenItHasSyncedAhead() {
    backup.onDisconnected("a", at(60));
    backup.onSynced(new EntryId(1, 1), at(70));
    backup.onTick(at(400));
    Configuration asked = actions.arguments("changeRecord", 0, Configuration.class).get(0);
    backup.onRecord(asked, 2, at(410));

    assertThat(actions.calls("raiseFence")).hasSize(1);
  }

  /** The record was restored from an old copy, and names this instance. */
  @Test
  void shouldNotTakeOverWhenAHigherEpochIsToldBeforeTheLogIsRead() {
    Recorded recorded = new Recorded();
    Instance former =
        new Instance("a", Settings.DEFAULT, Map.of("add", true), () -> 1, recorded.actions());
    former.start(at(0));
    former.onMessage(new Ack(from(B, 2, 1), 0, 0, 0, false), at(1));
    former.onStanding(1, EntryId.NONE, List.of(), 0, HistoryDigest.none(1), 1, 2, at(2));
    Restart restart = recorded.arguments("appendToLog", 0, Restart.class).get(0);
    former.onLogged(new Mark(A.logId(), EntryId.NONE), 1, at(3));
    former.onLogged(restart, 2, at(3));

    former.onRecord(Given.record(B), 1, at(4));
    former.onTick(at(5_000));

    assertThat(recorded.calls("changeRecord")).isEmpty();
    assertThat(former.role()).isNotEqualTo(Role.TAKING_OVER);
  }

  /**
   * What was rejected while it was away it may have answered otherwise; but while nobody is heard,
   * what it has may be all that is left.
   */
  @Test
  void shouldStillFindOutWhatWasRejectedWhenTheEpochIsToldBeforeTheLogIsRead() {
    Recorded recorded = new Recorded();
    Instance back =
        new Instance("b", Settings.DEFAULT, Map.of("add", true), () -> 1, recorded.actions());
    EntryId rejected = new EntryId(1, 1);
    Configuration record = Given.record().rejecting(rejected);
    back.start(at(0));
    back.onMessage(new Ack(from(A, record.epoch(), 1), 0, 0, 0, false), at(1));
    back.onStanding(1, rejected, List.of(rejected), 0, HistoryDigest.none(1), 1, 2, at(2));
    Restart restart = recorded.arguments("appendToLog", 0, Restart.class).get(0);
    back.onLogged(new Mark(B.logId(), rejected), 1, at(3));
    back.onLogged(restart, 2, at(3));

    back.onRecord(record, 1, at(4));

    assertThat(recorded.calls("eraseDatabase")).isEmpty();
    back.onMessage(new Heartbeat(from(A, record.epoch(), 1), 1, 1, 1), at(5));
    assertThat(recorded.calls("eraseDatabase")).hasSize(1);
  }
}
