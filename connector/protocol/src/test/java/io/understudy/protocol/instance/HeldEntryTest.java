package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.A;
import static io.understudy.protocol.instance.Given.B;
import static io.understudy.protocol.instance.Given.at;
import static io.understudy.protocol.instance.Given.entry;
import static io.understudy.protocol.instance.Given.from;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.Heartbeat;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.Restart;
import io.understudy.protocol.message.Sender;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A backup before an entry that has stopped it so often that it does not execute it any more. */
class HeldEntryTest {
  private static final EntryId HELD = new EntryId(1, 1);

  private final Recorded actions = new Recorded();
  private final Instance backup =
      new Instance("b", Settings.DEFAULT, Map.of("add", true), () -> 1, actions.actions());

  @Test
  void shouldLeaveWhenThePrimaryHasCommittedIt() {
    follow(Given.record(B));

    assertThat(actions.calls("giveUp")).hasSize(1);
  }

  /** It is not executed: that the primary is past it, and this instance not yet, means nothing. */
  @Test
  void shouldStayWhenItIsAnsweredWithAnError() {
    follow(Given.record(B).rejecting(HELD));

    assertThat(actions.calls("giveUp")).isEmpty();
    assertThat(actions.calls("execute")).hasSize(1);
  }

  private void follow(Configuration record) {
    Sender primary = from(A, record.epoch(), 1);
    backup.onInterrupted(HELD, Settings.DEFAULT.maxFailures());
    backup.start(at(0));
    backup.onStanding(1, EntryId.NONE, List.of(), 0, HistoryDigest.none(1), 1, 1, at(0));
    Restart restart = actions.arguments("appendToLog", 0, Restart.class).get(0);
    backup.onLogged(new Mark(B.logId(), EntryId.NONE), 1, at(0));
    backup.onLogged(restart, 2, at(0));
    backup.onRecord(record, 1, at(0));
    backup.onLogged(new Checkpoint(primary, 0, List.of(entry(1, 1))), 3, at(1));
    backup.onMessage(new Heartbeat(primary, 1, 1, 1), at(2));
    backup.onTick(at(2));
    backup.flush(at(2));
  }
}
