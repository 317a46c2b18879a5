package io.understudy.client;

/** There is no instance of the service at an address, or it does not answer. */
public final class UnreachableException extends UnderstudyException {
  UnreachableException(String message, Throwable cause) {
    super(message, Retry.SAFE, 0);
    initCause(cause);
  }
}
