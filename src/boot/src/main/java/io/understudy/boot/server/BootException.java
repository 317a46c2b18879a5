package io.understudy.boot.server;

/**
 * What a user asked for cannot be done. The message is a sentence for the user, with what to do
 * about it. Asking again makes sense once that was done, and does no harm before.
 */
public final class BootException extends RuntimeException {
  public BootException(String sentence) {
    super(sentence);
  }

  public BootException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
