package io.understudy.tables;

import jakarta.ejb.ApplicationException;

/**
 * A request of a fuzzy copy ended with its error after it had written: what it wrote cannot be told
 * from what the others of its page did, so they are executed again without it.
 */
@ApplicationException(rollback = true)
public class FailedRequestException extends RuntimeException {
  private final long ssn;

  FailedRequestException(long ssn) {
    super("The request at SSN " + ssn + " failed after it had written.");
    this.ssn = ssn;
  }

  long ssn() {
    return ssn;
  }
}
