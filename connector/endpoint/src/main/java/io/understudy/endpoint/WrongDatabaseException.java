package io.understudy.endpoint;

/** The database is not this instance's; nothing was changed. Trying again does not help. */
public class WrongDatabaseException extends RuntimeException {
  public WrongDatabaseException(String message) {
    super(message);
  }
}
