package io.understudy.tables;

/**
 * A group tried to commit under a fence that has been raised since, or not where the database
 * stands; it was rolled back (R12). To try again does not help: whoever holds the new fence reads
 * where the database stands.
 */
public class StaleFenceException extends RuntimeException {
  public StaleFenceException(String message) {
    super(message);
  }
}
