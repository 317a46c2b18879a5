package io.understudy.simulator;

import io.understudy.history.Model;
import io.understudy.history.Operation;

/** One of the {@link Counters}, as a value; what is moved is none of those it is asked for. */
final class OneCounter implements Model<Long> {
  @Override
  public Long initial() {
    return 0L;
  }

  @Override
  public Step<Long> step(Long state, String operation, String input) {
    return switch (operation) {
      case "add" -> new Step<>(state + 1, Long.toString(state + 1));
      case "get" -> new Step<>(state, Long.toString(state));
      case "fail" -> new Step<>(state, "FAILED");
      default -> throw new IllegalArgumentException(operation);
    };
  }

  @Override
  public boolean changesNothing(Operation answered) {
    return !answered.isMutation() || answered.name().equals("fail");
  }
}
