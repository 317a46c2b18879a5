package io.understudy.protocol.copy;

import io.understudy.protocol.EntryId;
import java.util.List;
import java.util.Set;

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

  /** The same without some entries. */
  public CopyPage without(Set<EntryId> entries) {
    return new CopyPage(
        head,
        from,
        next,
        records.stream()
            .filter(
                record ->
                    !(record instanceof CopyRecord.OfEntry of)
                        || !entries.contains(of.entry().id()))
            .toList());
  }

  public boolean isLast() {
    return next.equals(CopyPlace.END);
  }

  /** About how many bytes it takes. */
  public long weight() {
    return records.stream().mapToLong(CopyRecord::weight).sum();
  }
}
