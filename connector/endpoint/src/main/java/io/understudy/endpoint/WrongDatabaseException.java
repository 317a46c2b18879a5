package io.understudy.endpoint;

/**
 * The database is not this instance's, cannot be, or has lost what was committed. Nothing was
 * changed, and trying again does not help.
 */
public class WrongDatabaseException extends RuntimeException {
  public WrongDatabaseException(String message) {
    super(message);
  }
}
