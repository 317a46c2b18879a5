package io.understudy.client;

/** This client is closed: by its user, or because the service did not take it. */
public final class ClosedException extends UnderstudyException {
  ClosedException(String message, Retry retry, long number) {
    super(message, retry, number);
  }
}
