package io.understudy.simulator;

import io.understudy.history.Model;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the simulated service does, by itself: {@code add} counts one up, {@code move} takes one
 * from the first of two where there is one, {@code fail} is an error, {@code get} reads.
 */
final class Counters implements Model<Map<String, Long>> {
  @Override
  public Map<String, Long> initial() {
    return new TreeMap<>();
  }

  @Override
  public Step<Map<String, Long>> step(Map<String, Long> state, String operation, String input) {
    return new Step<>(
        state,
        switch (operation) {
          case "add" -> change(state, input, 1);
          case "move" -> move(state, input.substring(0, 2), input.substring(3));
          case "get" -> change(state, input, 0);
          default -> "FAILED";
        });
  }

  private static String move(Map<String, Long> state, String from, String to) {
    if (state.getOrDefault(from, 0L) == 0) {
      return "EMPTY";
    }
    change(state, to, 1);
    return change(state, from, -1);
  }

  private static String change(Map<String, Long> state, String counter, long by) {
    long value = state.getOrDefault(counter, 0L) + by;
    state.put(counter, value);
    return Long.toString(value);
  }
}
