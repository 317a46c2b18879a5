package io.understudy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.understudy.protocol.Response;
import io.understudy.protocol.client.Failure;
import io.understudy.protocol.message.ServerMessage.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is told that a request may be sent again though it may have been executed does it twice. */
class FailuresTest {
  private static final long NUMBER = 7;

  private static Class<?> exception(Failure.Kind kind) {
    return switch (kind) {
      case DEADLINE -> DeadlineException.class;
      case SUPERSEDED -> SupersededException.class;
      case TOO_MANY_CLIENTS, BAD_CLIENT_ID, CLOSED, OUT_OF_NUMBERS -> ClosedException.class;
    };
  }

  @ParameterizedTest
  @EnumSource
  void shouldAllowOnlyToAskByNumberWhenARequestWasSent(Failure.Kind kind) {
    UnderstudyException sent = Failures.of(new Failure(kind, NUMBER));

    assertThat(sent)
        .isExactlyInstanceOf(exception(kind))
        .hasMessageContaining("Request 7 was sent, and whether it was executed is not known.");
    assertThat(sent.retry()).isEqualTo(Retry.BY_NUMBER_ONLY);
    assertThat(sent.number()).isEqualTo(NUMBER);
  }

  @ParameterizedTest
  @EnumSource
  void shouldAllowToSubmitAgainWhenARequestWasNotSent(Failure.Kind kind) {
    UnderstudyException unsent = Failures.of(new Failure(kind, 0));

    assertThat(unsent)
        .isExactlyInstanceOf(exception(kind))
        .hasMessageContaining("A request was not sent, and has left no trace.");
    assertThat(unsent.retry()).isEqualTo(Retry.SAFE);
    assertThat(unsent.number()).isZero();
  }

  static List<Arguments> refusals() {
    return List.of(
        arguments("FORGOTTEN", ForgottenException.class, Retry.BY_NUMBER_ONLY),
        arguments("UNKNOWN_OPERATION", RefusedException.class, Retry.SAFE),
        arguments("MESSAGE_TABLE_FULL", RefusedException.class, Retry.SAFE));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void shouldTellARefusalFromAnAnswerThatIsForgotten(String code, Class<?> exception, Retry retry) {
    UnderstudyException refused =
        Failures.refused(new Answer(NUMBER, 0, true, Response.error(code, "Why.")));

    assertThat(refused).isExactlyInstanceOf(exception).hasMessageContaining("Why.");
    assertThat(refused.retry()).isEqualTo(retry);
    assertThat(refused.number()).isEqualTo(NUMBER);
  }

  @Test
  void shouldAllowToTryAgainWhenNothingCouldBeSent() {
    assertThat(new FullException("").retry()).isEqualTo(Retry.SAFE);
    assertThat(new UnreachableException("", null).retry()).isEqualTo(Retry.SAFE);
  }
}
