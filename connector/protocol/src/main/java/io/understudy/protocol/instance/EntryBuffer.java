package io.understudy.protocol.instance;

import io.understudy.protocol.Entry;
import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive entries in memory, by SSN: a ring that grows, never shrinks, and is bounded by its
 * user.
 */
final class EntryBuffer {
  private Entry[] ring = new Entry[256];
  private long first;
  private long next;
  private long weight;

  /** Holds nothing; the first entry to come has this SSN. */
  EntryBuffer(long first) {
    this.first = first;
    this.next = first;
  }

  boolean isEmpty() {
    return first == next;
  }

  /** Lowest SSN held; if empty, the SSN of the next to come. */
  long first() {
    return first;
  }

  /** Highest SSN held; if empty, one below the next to come. */
  long last() {
    return next - 1;
  }

  /** Memory the entries take, in bytes, about. */
  long weight() {
    return weight;
  }

  /** The entry, or null if it is not held. */
  Entry get(long ssn) {
    return ssn >= first && ssn < next ? ring[slot(ssn)] : null;
  }

  void add(Entry entry) {
    if (entry.ssn() != next) {
      throw new IllegalArgumentException("Entry " + entry.id() + " where " + next + " belongs.");
    }
    if (next - first == ring.length) {
      grow();
    }
    ring[slot(next++)] = entry;
    weight += entry.weight();
  }

  /** Drops all up to this SSN; if it is beyond the last, the buffer goes on after it. */
  void dropThrough(long ssn) {
    while (first <= ssn && first < next) {
      weight -= ring[slot(first)].weight();
      ring[slot(first++)] = null;
    }
    if (first <= ssn) {
      first = ssn + 1;
      next = first;
    }
  }

  /** Drops this SSN and all beyond. */
  void dropFrom(long ssn) {
    while (next > ssn && next > first) {
      weight -= ring[slot(--next)].weight();
      ring[slot(next)] = null;
    }
  }

  /** Entries from one SSN to another, both included, but no more than so many and so heavy. */
  List<Entry> slice(long from, long to, int maxEntries, int maxWeight) {
    List<Entry> slice = new ArrayList<>();
    int sum = 0;
    for (long ssn = from; ssn <= to && ssn < next && slice.size() < maxEntries; ssn++) {
      Entry entry = ring[slot(ssn)];
      sum += entry.weight();
      if (sum > maxWeight && !slice.isEmpty()) {
        break;
      }
      slice.add(entry);
    }
    return slice;
  }

  private int slot(long ssn) {
    return (int) (ssn & (ring.length - 1));
  }

  private void grow() {
    Entry[] larger = new Entry[ring.length * 2];
    for (long ssn = first; ssn < next; ssn++) {
      larger[(int) (ssn & (larger.length - 1))] = ring[slot(ssn)];
    }
    ring = larger;
  }
}
