package io.understudy.protocol;

import java.util.Objects;

/**
 * What an operation answered: a result, or an error that the operation declares. Both are kept in
 * the message table and are the same for ever. Errors are told apart by code, never by text.
 *
 * @param code empty for a result, else the error's code, such as {@code NOT_FOUND}
 * @param body the result, or the error's text
 */
public record Response(String code, Payload body) {
  /** Answer of entries nobody asked for, such as the first of an epoch. */
  public static final Response EMPTY = new Response("", Payload.EMPTY);

  /** Answer of an entry that the operator has had answered; it was not executed. */
  public static final Response REJECTED =
      error(
          "REJECTED",
          "The operator has had this request answered with an error, as no server got past it; it was not executed.");

  public Response {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(body, "body");
  }

  public static Response result(Payload body) {
    return new Response("", body);
  }

  public static Response error(String code, String message) {
    return new Response(code, Payload.of(message));
  }

  /** Digest of code and body: tells another answer to the same entry (R10). */
  public long digest() {
    return body.digest() * 31 + code.hashCode();
  }

  public boolean isError() {
    return !code.isEmpty();
  }
}
