package io.understudy.client;

/**
 * A newer connection with the same client id has taken this client's place. This client is closed;
 * only the newer one may find out, by {@link UnderstudyClient#recall}, what became of its requests.
 */
public final class SupersededException extends UnderstudyException {
  SupersededException(String message, Retry retry, long number) {
    super(message, retry, number);
  }
}
