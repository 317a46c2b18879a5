package io.understudy.client;

/**
 * As many requests are outstanding as the bound allows, and the caller could not be held back: it
 * was interrupted, or is the client's own thread, which runs what hangs on earlier answers. Nothing
 * was sent.
 */
public final class FullException extends UnderstudyException {
  FullException(String message) {
    super(message, Retry.SAFE, 0);
  }
}
