package io.understudy.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.endpoint.InstanceEndpoint;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CopyStepTest {
  private boolean answers = true;
  private boolean works;
  private long now = 5;

  private final CopyStep step = new CopyStep(database -> database.endCopy(7), () -> now);

  /** One that fails as it is told to. */
  private final InstanceEndpoint database =
      (InstanceEndpoint)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {InstanceEndpoint.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("committed") && answers) {
                  return Optional.empty();
                }
                if (method.getName().equals("endCopy") && works) {
                  return null;
                }
                throw new IllegalStateException(
                    "wrapped", new IllegalArgumentException(" no such attribute "));
              });

  private void failOften() {
    for (int i = 1; i < CopyStep.TRIES; i++) {
      assertFails();
    }
  }

  private void assertFails() {
    assertThatThrownBy(() -> step.run(database)).hasMessage("wrapped");
  }

  @Test
  void shouldBeRefusedWhenItFailsOftenAndTheDatabaseAnswers() {
    failOften();

    assertThat(step.run(database)).contains("no such attribute");
  }

  @Test
  void shouldBeTriedAgainWhenTheDatabaseDoesNotAnswerEither() {
    answers = false;
    failOften();
    assertFails();

    works = true;

    assertThat(step.run(database)).isEmpty();
  }

  @Test
  void shouldBeRefusedWhenItHasFailedSoLongThatTheSourceHoldsNoSnapshot() {
    answers = false;
    now = 1_000_000;
    assertFails();
    now += CopyStep.PATIENCE_MILLIS - 1;
    assertFails();

    now++;

    assertThat(step.run(database)).contains("no such attribute");
  }
}
