package io.understudy.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.endpoint.InstanceEndpoint;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class CopyStepTest {
  private boolean answers = true;
  private boolean works;
  private String cause = " no such attribute ";
  private long now = 5;

  private final CopyStep step = new CopyStep(database -> database.endCopy(7), () -> now);

  /** One that fails as it is told to. */
  private final InstanceEndpoint database =
      (InstanceEndpoint)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {InstanceEndpoint.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("countRows") && answers) {
                  return 0L;
                }
                if (method.getName().equals("endCopy") && works) {
                  return null;
                }
                throw new IllegalStateException("wrapped", new IllegalArgumentException(cause));
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

  /** H2 closes itself, and says later that it is closed. */
  @Test
  void shouldBeRefusedWhenTheDiskIsFullSoLongThatTheSourceHoldsNoSnapshot() {
    answers = false;
    cause = "No space left on device";
    now = 1_000_000;
    assertFails();
    now += CopyStep.PATIENCE_MILLIS - 1;
    cause = "The database is closed";
    assertFails();

    now++;

    assertThat(step.run(database)).contains("No space left on device");
  }

  /** A server that is started anew, or has moved to another machine. */
  @Test
  void shouldWaitForADatabaseThatIsAwayForLong() {
    answers = false;
    cause = "Connection refused";
    failOften();
    now += 10 * CopyStep.PATIENCE_MILLIS;
    assertFails();

    works = true;

    assertThat(step.run(database)).isEmpty();
  }
}
