package io.understudy.protocol.client;

/**
 * Why there is no answer to a request.
 *
 * @param kind why
 * @param number the request's number; 0 while it has none, because it was never sent
 */
public record Failure(Kind kind, long number) {

  /** Why there is no answer. */
  public enum Kind {
    /** The caller's deadline has passed. */
    DEADLINE,
    /** A newer connection with the same client id has taken this one's place. */
    SUPERSEDED,
    /** The service has as many clients as its setting allows. */
    TOO_MANY_CLIENTS,
    /** The service does not take the client id. */
    BAD_CLIENT_ID,
    /** The session was closed. */
    CLOSED,
    /** The client id has used up all numbers. */
    OUT_OF_NUMBERS
  }

  /**
   * Whether the request was sent, so that it may have been executed, or may still be: then only
   * asking again under the same client id and number is safe. Otherwise it has left no trace and
   * may be sent as a new one.
   */
  public boolean maybeExecuted() {
    return number != 0;
  }
}
