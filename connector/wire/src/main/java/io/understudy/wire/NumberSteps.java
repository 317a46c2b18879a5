package io.understudy.wire;

import java.util.HashMap;
import java.util.Map;

/**
 * Clients' sequence numbers as differences from what is expected next: most clients count by one,
 * and then nothing is written at all.
 */
final class NumberSteps {
  /** The number expected next, by index of the client. */
  private final Map<Integer, Long> expected = new HashMap<>();

  long step(int client, long number) {
    Long next = expected.put(client, number + 1);
    return number - (next == null ? 1 : next);
  }

  long number(int client, long step) {
    Long next = expected.get(client);
    long number = (next == null ? 1 : next) + step;
    expected.put(client, number + 1);
    return number;
  }
}
