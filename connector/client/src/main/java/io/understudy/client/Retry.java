package io.understudy.client;

/** What a caller may do after a request has failed. */
public enum Retry {
  /** The request was not executed and has left no trace: it may be submitted again. */
  SAFE,
  /**
   * The request may have been executed, or may still be. Submitting it again would be another
   * request; {@link UnderstudyClient#recall} under its number and the same client id tells what
   * became of it.
   */
  BY_NUMBER_ONLY
}
