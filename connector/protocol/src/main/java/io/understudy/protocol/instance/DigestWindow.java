package io.understudy.protocol.instance;

import io.understudy.protocol.Digest;
import io.understudy.protocol.HistoryDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * The digests of this instance up to each of the entries committed last, so that the first that
 * differs can be found (R10): a ring of fixed size. An instance in sync lags no further behind.
 */
final class DigestWindow {
  private final long[] responses;
  private final long[] objects;
  private HistoryDigest last;
  private long first;

  /**
   * @param least so many digests are remembered at least
   */
  DigestWindow(int least) {
    int size = Integer.highestOneBit(least) * 2;
    responses = new long[size];
    objects = new long[size];
    begin(HistoryDigest.none(0));
  }

  /** The database was read anew; where it stands as before, what is remembered stays. */
  void begin(HistoryDigest at) {
    if (!at.equals(last)) {
      first = at.ssn();
      put(at);
    }
  }

  void add(Digest next) {
    put(last.then(next));
    first = Math.max(first, last.ssn() - responses.length + 1);
  }

  private void put(HistoryDigest digest) {
    last = digest;
    responses[slot(digest.ssn())] = digest.responses();
    objects[slot(digest.ssn())] = digest.objects();
  }

  private int slot(long ssn) {
    return (int) (ssn & (responses.length - 1));
  }

  /** Of all that is committed. */
  HistoryDigest last() {
    return last;
  }

  /** SSN of the first one remembered. */
  long first() {
    return first;
  }

  /** Up to this SSN, or null if it is not remembered, or not committed. */
  HistoryDigest at(long ssn) {
    boolean held = ssn >= first && ssn <= last.ssn();
    return held
        ? new HistoryDigest(ssn, responses[slot(ssn)], objects[slot(ssn)], last.serviceVersion())
        : null;
  }

  /** Those remembered from one SSN to another, both included. */
  List<HistoryDigest> slice(long from, long through) {
    List<HistoryDigest> slice = new ArrayList<>();
    for (long ssn = Math.max(from, first); ssn <= Math.min(through, last.ssn()); ssn++) {
      slice.add(at(ssn));
    }
    return slice;
  }
}
