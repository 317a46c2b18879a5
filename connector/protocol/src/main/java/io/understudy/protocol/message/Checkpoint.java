package io.understudy.protocol.message;

import io.understudy.protocol.Entry;
import java.util.List;

/**
 * Entries sent to an intention log, the primary's own included (FIG. 3A, step 2).
 *
 * @param sender the primary
 * @param stable SSN up to which entries are stable: a backup commits what it has acked, up to it
 * @param entries consecutive entries, at least one
 */
public record Checkpoint(Sender sender, long stable, List<Entry> entries) implements LogMessage {
  public Checkpoint {
    entries = List.copyOf(entries);
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("A checkpoint needs an entry.");
    }
  }

  public Entry first() {
    return entries.get(0);
  }

  public Entry last() {
    return entries.get(entries.size() - 1);
  }
}
