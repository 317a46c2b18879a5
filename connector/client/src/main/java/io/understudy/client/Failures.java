package io.understudy.client;

import io.understudy.protocol.client.Failure;
import io.understudy.protocol.message.ServerMessage.Answer;

/** What the session says of a request without a response, as the exception its caller gets. */
final class Failures {
  private static final String FORGOTTEN = "FORGOTTEN";

  private Failures() {}

  static UnderstudyException refused(Answer answer) {
    String code = answer.response().code();
    String text = answer.response().body().text();
    return code.equals(FORGOTTEN)
        ? new ForgottenException(answer.number(), text)
        : new RefusedException(answer.number(), code, text);
  }

  static UnderstudyException of(Failure failure) {
    Retry retry = failure.maybeExecuted() ? Retry.BY_NUMBER_ONLY : Retry.SAFE;
    String request = failure.maybeExecuted() ? "Request " + failure.number() : "A request";
    String unknown =
        failure.maybeExecuted()
            ? " was sent, and whether it was executed is not known."
            : " was not sent, and has left no trace.";
    switch (failure.kind()) {
      case DEADLINE:
        return new DeadlineException(
            "The deadline has passed. " + request + unknown, retry, failure.number());
      case SUPERSEDED:
        return new SupersededException(
            "A newer connection has the same client id. " + request + unknown,
            retry,
            failure.number());
      case TOO_MANY_CLIENTS:
        return new ClosedException(
            "The service has as many clients as it takes. " + request + unknown,
            retry,
            failure.number());
      case BAD_CLIENT_ID:
        return new ClosedException(
            "The service does not take this client id. " + request + unknown,
            retry,
            failure.number());
      case OUT_OF_NUMBERS:
        return new ClosedException(
            "The client id has used up its numbers. " + request + unknown, retry, failure.number());
      default:
        return new ClosedException(
            "The client was closed. " + request + unknown, retry, failure.number());
    }
  }
}
