package io.understudy.torture;

import java.util.Arrays;
import java.util.Objects;

/**
 * Which request was answered with which place in the order of all (its SSN). It takes eight bytes
 * for each place: of the request a hash is kept, never 0.
 */
final class AnsweredPlaces {
  private static final int FEW = 1 << 16;

  private long[] requests = new long[FEW];
  private int end;

  /**
   * @return false if another request was answered with the same place
   */
  boolean add(long ssn, String client, long number) {
    int place = Math.toIntExact(ssn);
    if (place >= requests.length) {
      requests = Arrays.copyOf(requests, Math.max(place + 1, 2 * requests.length));
    }
    boolean free = requests[place] == 0;
    requests[place] = hash(client, number);
    end = Math.max(end, place + 1);
    return free;
  }

  /** Whether this request was answered with this place. */
  boolean has(long ssn, String client, long number) {
    return ssn < end && requests[Math.toIntExact(ssn)] == hash(client, number);
  }

  /** How many requests were answered with this place or a later one. */
  long from(long ssn) {
    return Arrays.stream(requests, (int) Math.min(ssn, end), end)
        .filter(request -> request != 0)
        .count();
  }

  private static long hash(String client, long number) {
    return (long) Objects.requireNonNull(client).hashCode() << 32 ^ number << 1 | 1;
  }
}
