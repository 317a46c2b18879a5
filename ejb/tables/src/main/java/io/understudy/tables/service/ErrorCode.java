package io.understudy.tables.service;

/** Codes of the errors that are Understudy's own and no service's. They never change. */
public final class ErrorCode {
  /** The service has no such operation, or not of the kind asked for. */
  public static final String UNKNOWN_OPERATION = "UNKNOWN_OPERATION";

  /** The payload is not one well-formed JSON object. */
  public static final String BAD_JSON = "BAD_JSON";

  /** A member of the payload is missing, unknown, of another type or out of range. */
  public static final String BAD_ARGUMENT = "BAD_ARGUMENT";

  /** The operation's result is longer than a response may be; it has no effect. */
  public static final String RESULT_TOO_LARGE = "RESULT_TOO_LARGE";

  private ErrorCode() {}
}
