package io.understudy.client;

/** A request has no response; {@link #retry} says what that means for sending it again. */
public abstract class UnderstudyException extends RuntimeException {
  private final Retry retry;
  private final long number;

  UnderstudyException(String message, Retry retry, long number) {
    super(message);
    this.retry = retry;
    this.number = number;
  }

  public Retry retry() {
    return retry;
  }

  /** The request's number; 0 if it was never sent and so has none. */
  public long number() {
    return number;
  }
}
