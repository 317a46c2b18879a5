package io.understudy.arbiter;

/** The arbiter gave no answer, or one that makes no sense. A read may be tried again. */
public class ArbiterException extends RuntimeException {
  public ArbiterException(String message, Throwable cause) {
    super(message, cause);
  }
}
