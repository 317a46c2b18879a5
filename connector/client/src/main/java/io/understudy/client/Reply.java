package io.understudy.client;

import io.understudy.protocol.Response;

/**
 * A service's response to a request: a result, or an error that the operation declares.
 *
 * @param number the request's number
 * @param ssn place of the request in the order of the service; 0 for a query
 * @param epoch epoch of the primary that answered
 * @param response result or error
 */
public record Reply(long number, long ssn, long epoch, Response response) {

  public boolean isError() {
    return response.isError();
  }

  /** The error's code; empty for a result. */
  public String code() {
    return response.code();
  }

  /** The result as JSON, or the error's text. */
  public String text() {
    return response.body().text();
  }
}
