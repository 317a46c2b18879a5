package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.B;
import static io.understudy.protocol.instance.Given.C;
import static io.understudy.protocol.instance.Given.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.instance.RecordChange.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordChangeTest {
  private static final int VERSION = 7;

  private final Recorded actions = new Recorded();
  private final Configuration old = Given.record(B);
  private final Configuration asked = old.next(B, 1, List.of());
  private final RecordChange change = new RecordChange(asked, VERSION, actions.actions(), at(0));

  @Test
  void shouldBeDoneWhenRecordSaysWhatWasAsked() {
    assertThat(change.onRecord(asked, VERSION + 1, at(1))).isEqualTo(Outcome.DONE);
  }

  @Test
  void shouldBeLostWhenAnotherChangeCameFirst() {
    assertThat(change.onRecord(old.next(C, 1, List.of()), VERSION + 1, at(1)))
        .isEqualTo(Outcome.LOST);
  }

  @Test
  void shouldStayUnknownAndAskAgainWhenRecordIsStillTheOld() {
    Outcome outcome = change.onRecord(old, VERSION, at(1));

    assertThat(outcome).isEqualTo(Outcome.UNKNOWN);
    assertThat(actions.calls("changeRecord")).hasSize(2);
    assertThat(actions.calls("changeRecord").get(1)).containsExactly(asked, VERSION);
  }

  @Test
  void shouldStayUnknownWhenReadIsOlderThanTheVersionItWasAskedOn() {
    assertThat(change.onRecord(old, VERSION - 1, at(1))).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void shouldBeLostWhenTheSameRecordWasWrittenAgain() {
    assertThat(change.onRecord(old, VERSION + 1, at(1))).isEqualTo(Outcome.LOST);
  }

  @Test
  void shouldReadTheRecordWhenNobodyCanTell() {
    change.onUnsettled(at(1));

    assertThat(actions.calls("readRecord")).hasSize(1);
  }

  @Test
  void shouldReadTheRecordWhenNoAnswerCame() {
    change.onTick(at(99));
    change.onTick(at(100));

    assertThat(actions.calls("readRecord")).hasSize(1);
  }
}
