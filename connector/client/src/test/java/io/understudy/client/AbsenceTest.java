package io.understudy.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.client.SessionState;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class AbsenceTest {
  private static final long START = 1_000_000;

  private final List<String> said = new ArrayList<>();
  private final Absence absence =
      new Absence(
          new System.Logger() {
            @Override
            public String getName() {
              return "test";
            }

            @Override
            public boolean isLoggable(Level level) {
              return true;
            }

            @Override
            public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
              said.add(text);
            }

            @Override
            public void log(Level level, ResourceBundle bundle, String format, Object... given) {
              said.add(MessageFormat.format(format, given));
            }
          });

  private void seek(long millis) {
    absence.onTurn(SessionState.SEEKING, START + millis);
  }

  @Test
  void shouldSayWhyAndSeldomerWhenNobodyIsReached() {
    seek(0);
    absence.onFailed("there:1", "refused");
    seek(9_999);
    assertThat(said).isEmpty();

    seek(10_000);
    seek(29_999);
    assertThat(said).singleElement().asString().contains("for 10 s").contains("there:1: refused");

    seek(30_000);
    seek(69_999);
    assertThat(said).hasSize(2);
  }

  @Test
  void shouldSayNothingWhenFailoversAreShort() {
    for (int i = 0; i < 10; i++) {
      seek(9_000L * i);
      absence.onTurn(SessionState.CONNECTING, START + 9_000L * i + 8_000);
      absence.onTurn(SessionState.OPEN, START + 9_000L * i + 8_500);
    }

    assertThat(said).isEmpty();
  }

  @Test
  void shouldSayThatNobodyIsThePrimaryWhenAllConnectionsAreGood() {
    seek(0);
    absence.onTurn(SessionState.GREETING, START + 10_000);

    assertThat(said).singleElement().asString().contains("Nobody says that it is the primary.");
  }
}
