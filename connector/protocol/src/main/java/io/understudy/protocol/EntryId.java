package io.understudy.protocol;

/**
 * Names an entry beyond doubt: its place in the order of the service and the epoch it was made in.
 * Two entries with the same SSN and epoch are the same entry, and so are all before them.
 *
 * @param ssn service sequence number; 0 stands for "before the first entry"
 * @param epoch epoch the entry was made in; 0 with SSN 0
 */
public record EntryId(long ssn, long epoch) {
  /** Where an empty instance stands. */
  public static final EntryId NONE = new EntryId(0, 0);

  public EntryId {
    if (ssn < 0 || epoch < 0 || (ssn == 0) != (epoch == 0)) {
      throw new IllegalArgumentException("No entry has SSN " + ssn + " and epoch " + epoch + ".");
    }
  }

  @Override
  public String toString() {
    return ssn + "@" + epoch;
  }
}
