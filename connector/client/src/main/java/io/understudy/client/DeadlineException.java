package io.understudy.client;

/**
 * There was no answer before the request's deadline. If the request was sent, its outcome is
 * unknown.
 */
public final class DeadlineException extends UnderstudyException {
  DeadlineException(String message, Retry retry, long number) {
    super(message, retry, number);
  }
}
