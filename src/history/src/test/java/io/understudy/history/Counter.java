package io.understudy.history;

/** A counter: "add" answers its new value, "get" its value, "fail" an error. */
final class Counter implements Model<Long> {
  @Override
  public Long initial() {
    return 0L;
  }

  @Override
  public Step<Long> step(Long state, String operation, String input) {
    return switch (operation) {
      case "add" -> new Step<>(state + 1, Long.toString(state + 1));
      case "set" -> new Step<>(Long.parseLong(input), Long.toString(state));
      case "get" -> new Step<>(state, Long.toString(state));
      default -> new Step<>(state, "FAILED");
    };
  }

  @Override
  public boolean changesNothing(Operation answered) {
    return !answered.isMutation() || answered.name().equals("fail");
  }
}
