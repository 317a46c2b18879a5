package io.understudy.protocol.instance;

import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import java.util.ArrayList;
import java.util.List;

/**
 * The history of epochs: for each, its first committed entry. Every epoch begins with an entry of
 * its own and an entry keeps its epoch, so this tells the epoch of every committed entry (R9).
 */
final class History {
  private final List<EntryId> firsts;
  private EntryId last;
  private long logStart = 1;

  /**
   * @param firsts first entry of each epoch, ascending
   * @param position the last committed entry
   */
  History(List<EntryId> firsts, EntryId position) {
    this.firsts = new ArrayList<>(firsts);
    this.last = position;
  }

  /** The last committed entry. */
  EntryId position() {
    return last;
  }

  /** The operation log has all entries from this SSN on. */
  long logStart() {
    return logStart;
  }

  void logStartsAt(long ssn) {
    logStart = ssn;
  }

  void committed(Entry entry) {
    if (entry.ssn() != last.ssn() + 1) {
      throw new IllegalStateException("Committed " + entry.id() + " after " + last + ".");
    }
    if (entry.epoch() > last.epoch()) {
      firsts.add(entry.id());
    }
    last = entry.id();
  }

  /** Epoch of the committed entry at this SSN; 0 at SSN 0; -1 where nothing is committed. */
  long epochAt(long ssn) {
    if (ssn == 0) {
      return 0;
    }
    if (ssn < 0 || ssn > last.ssn()) {
      return -1;
    }
    for (int i = firsts.size() - 1; i >= 0; i--) {
      if (firsts.get(i).ssn() <= ssn) {
        return firsts.get(i).epoch();
      }
    }
    return -1;
  }

  boolean contains(EntryId id) {
    return epochAt(id.ssn()) == id.epoch();
  }
}
