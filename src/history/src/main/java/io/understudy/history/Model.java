package io.understudy.history;

/**
 * What the service does, said once more and without looking at it. An operation is given by its
 * name and its argument alone.
 *
 * <p>For {@link BlindCheck} a state is a value: never changed, compared by {@code equals}. {@link
 * WitnessCheck} only goes forward, so there a step may change the state it was given and return it.
 *
 * @param <S> state of all objects that the operations touch
 */
public interface Model<S> {

  /** State before the first operation. */
  S initial();

  /**
   * What an operation answers in this state, and the state after it; a query leaves it as it is.
   */
  Step<S> step(S state, String operation, String input);

  /**
   * Whether an operation that was answered as this one was has changed nothing, wherever it came: a
   * query, or one that was answered with a declared error. This saves {@link BlindCheck} many
   * tries.
   */
  default boolean changesNothing(Operation answered) {
    return !answered.isMutation();
  }

  /**
   * An operation executed.
   *
   * @param state the state after it
   * @param output its answer; a declared error too
   */
  record Step<S>(S state, String output) {}
}
