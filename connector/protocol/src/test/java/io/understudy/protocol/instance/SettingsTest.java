package io.understudy.protocol.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SettingsTest {
  private static Settings settings(int heartbeat, int promise, int margin, int detection) {
    Settings d = Settings.DEFAULT;
    return new Settings(
        heartbeat,
        promise,
        margin,
        detection,
        d.maxPending(),
        d.maxPendingBytes(),
        d.maxGroup(),
        d.maxCheckpointBytes(),
        d.maxClients(),
        d.maxRequestBytes(),
        d.minInSync(),
        d.retentionSeconds(),
        d.operationMillis(),
        d.maxFailures(),
        d.spareSeconds(),
        d.maxUnacknowledged(),
        d.messageTableRows(),
        d.messageTableMib(),
        d.operationLogRows(),
        d.operationLogMib(),
        d.operationLogSeconds(),
        d.fuzzyCopy());
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
    assertThatThrownBy(() -> settings(50, 200, 20, 302_401_000))
        .hasMessageContaining("retention-seconds (604800 s)");
  }
}
