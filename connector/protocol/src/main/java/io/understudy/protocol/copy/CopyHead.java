package io.understudy.protocol.copy;

import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import java.util.Objects;

/**
 * What a copy is a copy of: the same on all its pages. Of a fuzzy copy, whose objects are read
 * while the service goes on, it is where the reading began, but on the last page, which tells where
 * the copy stands.
 *
 * @param position the last entry committed in the snapshot, read inside it
 * @param timestamp that entry's timestamp
 * @param digest of what all entries up to the position came to (R10)
 * @param records how many records there will be, about
 */
public record CopyHead(EntryId position, long timestamp, HistoryDigest digest, long records) {
  public CopyHead {
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(digest, "digest");
    if (digest.ssn() != position.ssn()) {
      throw new IllegalArgumentException("A digest of " + digest + " at " + position + ".");
    }
    if (position.ssn() == 0) {
      throw new IllegalArgumentException("There is nothing to copy where nothing is committed.");
    }
  }
}
