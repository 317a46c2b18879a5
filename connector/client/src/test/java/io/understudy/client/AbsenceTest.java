package io.understudy.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.client.SessionState;
import org.junit.jupiter.api.Test;

class AbsenceTest {
  private static final long START = 1_000_000;

  private final Absence absence = new Absence();

  private String seek(long millis) {
    return absence.onTurn(SessionState.SEEKING, START + millis).orElse("");
  }

  @Test
  void shouldSayWhyAndSeldomerWhenNobodyIsReached() {
    absence.onGivenUp("there:1", false, "refused");
    assertThat(seek(0)).isEmpty();
    absence.onGivenUp("there:2", false, "");
    absence.onGivenUp("there:3", true, "");
    assertThat(seek(9_999)).isEmpty();

    assertThat(seek(10_000))
        .contains("for 10 s")
        .contains("there:1 refused")
        .contains("there:2 does not answer")
        .contains("there:3 is there, and does not serve");
    assertThat(seek(29_999)).isEmpty();
    assertThat(seek(30_000)).contains("for 30 s");
    assertThat(seek(69_999)).isEmpty();
  }

  @Test
  void shouldSayNothingWhenFailoversAreShort() {
    for (int i = 0; i < 10; i++) {
      long begun = START + 9_000L * i;
      assertThat(absence.onTurn(SessionState.SEEKING, begun)).isEmpty();
      assertThat(absence.onTurn(SessionState.CONNECTING, begun + 8_000)).isEmpty();
      assertThat(absence.onTurn(SessionState.OPEN, begun + 8_500)).isEmpty();
    }
  }

  @Test
  void shouldForgetWhatCameOfAnAddressWhenTheServiceWasReached() {
    absence.onGivenUp("there:1", false, "refused");
    absence.onTurn(SessionState.OPEN, START);

    assertThat(seek(1)).isEmpty();
    assertThat(seek(10_001)).doesNotContain("there:1");
  }
}
