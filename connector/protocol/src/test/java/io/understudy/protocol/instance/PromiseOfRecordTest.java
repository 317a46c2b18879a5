package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.B;
import static io.understudy.protocol.instance.Given.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.Restart;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An instance whose settings are of another promise than the record: the record's holds. */
class PromiseOfRecordTest {
  private final Recorded actions = new Recorded();
  private final Instance founder =
      new Instance("b", Settings.DEFAULT, Map.of("add", true), () -> 1, actions.actions());

  private void read(int promiseMillis) {
    founder.start(at(0));
    founder.onStanding(1, EntryId.NONE, List.of(), 0, HistoryDigest.none(1), 0, 1, at(0));
    Restart restart = actions.arguments("appendToLog", 0, Restart.class).get(0);
    founder.onLogged(new Mark(B.logId(), EntryId.NONE), 1, at(0));
    founder.onLogged(restart, 2, at(0));
    founder.onRecord(Configuration.founding("b", promiseMillis), 1, at(0));
    founder.onTick(at(5_000));
  }

  @Test
  void shouldGiveUpAndTakeNoOfficeWhenItsOtherSettingsDoNotFit() {
    read(1_500);

    assertThat(actions.arguments("giveUp", 0, String.class))
        .singleElement()
        .asString()
        .contains("promises of 1500 ms", "understudy.detection-ms (2000 ms)", "two promises");
    assertThat(founder.role()).isEqualTo(Role.STARTING);
    assertThat(actions.calls("changeRecord")).isEmpty();
  }

  @Test
  void shouldGoByTheRecordWhenItsOtherSettingsFit() {
    read(1_000);

    assertThat(actions.calls("giveUp")).isEmpty();
    assertThat(actions.calls("changeRecord")).isNotEmpty();
  }
}
