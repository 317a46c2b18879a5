package io.understudy.bench;

import java.util.BitSet;

/** The places in the service's order that requests were answered with: no two may share one. */
final class Places {
  private final BitSet taken = new BitSet();
  private long shared;

  synchronized void take(long ssn) {
    if (ssn > 0) {
      int place = Math.toIntExact(ssn);
      if (taken.get(place)) {
        shared++;
      }
      taken.set(place);
    }
  }

  synchronized long taken() {
    return taken.cardinality();
  }

  synchronized long shared() {
    return shared;
  }
}
