package io.understudy.client;

/**
 * The service has refused the request: it was not executed, and has left no trace. It is refused
 * again unless what {@link #code} names is changed.
 */
public final class RefusedException extends UnderstudyException {
  private final String code;

  RefusedException(long number, String code, String text) {
    super(code + ": " + text, Retry.SAFE, number);
    this.code = code;
  }

  /** Why, such as UNKNOWN_OPERATION; docs/protocol.md lists them. */
  public String code() {
    return code;
  }
}
