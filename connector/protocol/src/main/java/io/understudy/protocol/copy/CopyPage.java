package io.understudy.protocol.copy;

import java.util.List;

/**
 * One page of a copy.
 *
 * @param head of the whole copy
 * @param from place it begins at
 * @param next place it ends at: where the next one begins, or {@link CopyPlace#END}
 * @param records in an order in which they can be loaded
 */
public record CopyPage(CopyHead head, CopyPlace from, CopyPlace next, List<CopyRecord> records) {
  public CopyPage {
    records = List.copyOf(records);
    if (from.equals(CopyPlace.END) || next.equals(from)) {
      throw new IllegalArgumentException("A page from " + from + " to " + next + " leads nowhere.");
    }
  }

  public boolean isLast() {
    return next.equals(CopyPlace.END);
  }

  /** About how many bytes it takes. */
  public long weight() {
    return records.stream().mapToLong(CopyRecord::weight).sum();
  }
}
