package io.understudy.protocol.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private static Settings settings(int heartbeat, int promise, int margin, int detection) {
    return Settings.of(
        Map.of(
            Setting.HEARTBEAT_MS, heartbeat,
            Setting.PROMISE_MS, promise,
            Setting.MARGIN_MS, margin,
            Setting.DETECTION_MS, detection));
  }

  @Test
  void shouldTakeSettingsWhenTheyAgree() {
    assertThat(settings(50, 200, 20, 400).detectionMillis()).isEqualTo(400);
  }

  @Test
  void shouldRefuseWhenLeaseIsShorterThanTwoHeartbeats() {
    assertThatThrownBy(() -> settings(100, 200, 20, 2000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("promise-ms less margin-ms");
  }

  @Test
  void shouldRefuseWhenOperationEndsBeforeItsServerIsSuspected() {
    assertThatThrownBy(() -> settings(50, 200, 20, 10_001)).hasMessageContaining("operation");
  }

  @Test
  void shouldSayWhyTheyDoNotAgreeWithThePromiseOfTheRecord() {
    assertThat(settings(50, 200, 20, 2000).refusalUnder(200)).isEmpty();
    assertThat(settings(250, 600, 20, 2000).refusalUnder(200))
        .contains("promise-ms less margin-ms");
    assertThat(settings(50, 200, 20, 400).refusalUnder(300)).contains("detection");
  }

  @Test
  void shouldRefuseWhenMarginIsNone() {
    assertThatThrownBy(() -> settings(50, 200, 0, 2000)).hasMessageContaining("margin");
  }

  @Test
  void shouldRefuseWhenSilenceIsSuspectedBeforePromisesEnd() {
    assertThatThrownBy(() -> settings(50, 200, 20, 399)).hasMessageContaining("detection");
  }

  @Test
  void shouldRefuseWhenAnswersAreForgottenBeforeClientCanFindThePrimary() {
    assertThatThrownBy(() -> Settings.DEFAULT.with(Setting.RETENTION_SECONDS, 3))
        .hasMessageContaining("retention-seconds (3 s)");
  }

  @Test
  void shouldRefuseWhenTwoOfTheLargestRequestsCannotBePending() {
    int two = 2 * Settings.DEFAULT.maxRequestBytes();

    assertThat(Settings.DEFAULT.with(Setting.MAX_PENDING_BYTES, two).maxPendingBytes())
        .isEqualTo(two);
    assertThatThrownBy(() -> Settings.DEFAULT.with(Setting.MAX_PENDING_BYTES, two - 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("max-pending-bytes (2097151)")
        .hasMessageContaining("two requests of 1048576 bytes");
  }

  @Test
  void shouldRefuseWhenTheMessageTableCannotHoldTheAnswersOfOneClient() {
    int rows = Settings.DEFAULT.maxUnacknowledged();

    assertThat(Settings.DEFAULT.with(Setting.MESSAGE_TABLE_ROWS, rows).messageTableRows())
        .isEqualTo(rows);
    assertThatThrownBy(() -> Settings.DEFAULT.with(Setting.MESSAGE_TABLE_ROWS, rows - 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("message-table-rows (65535)")
        .hasMessageContaining("of one client (65536)");
  }

  @Test
  void shouldNameTheSettingAndWhatItMayBeWhenItIsBeyond() {
    assertThatThrownBy(() -> Settings.DEFAULT.with(Setting.MAX_GROUP, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The setting understudy.max-group must be a whole number from 1 to 65536 (default 256), not \"0\".");
  }

  @Test
  void shouldKeepAtLeastTheAnswersThatAClientLibraryGoesAheadBy() {
    assertThatThrownBy(() -> Settings.DEFAULT.with(Setting.MAX_UNACKNOWLEDGED, 40_959))
        .hasMessageContaining("from 40960");
  }
}
