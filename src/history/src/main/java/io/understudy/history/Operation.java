package io.understudy.history;

/**
 * One operation as its client saw it.
 *
 * <p>One operation comes before another if it returned at a lower stamp than the other was invoked
 * at; with equal stamps they are concurrent.
 *
 * <p>Only what was sent is an operation. A refused request is none: the service says that it was
 * not executed, and {@link WitnessCheck} finds out if it was.
 *
 * @param client the client id
 * @param number the client's number of the request; what the order is searched for
 * @param kind whether it changes anything
 * @param name what is asked for
 * @param input its argument, as the model takes it
 * @param invoked stamp taken before it was sent; see {@link History}
 * @param returned stamp taken after the answer came; {@link #NEVER} if none did
 * @param output the answer, as the model gives it; null if none came
 * @param ssn of a mutation, the SSN it was answered with; of a query, the SSN up to which it saw
 *     all that was committed; 0 if that is not known
 */
public record Operation(
    String client,
    long number,
    Kind kind,
    String name,
    String input,
    long invoked,
    long returned,
    String output,
    long ssn) {

  /** Stamp of what does not happen. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Whether an operation is in the order of the service. */
  public enum Kind {
    MUTATION,
    QUERY
  }

  /** Refuses what no client can have seen. */
  public Operation {
    if (returned <= invoked) {
      throw new IllegalArgumentException("An operation returns after it is invoked: " + invoked);
    }
    if ((returned == NEVER) != (output == null)) {
      throw new IllegalArgumentException(
          "An operation returns if it has an output, and only then.");
    }
  }

  /** Whether its client has an answer. */
  public boolean isAnswered() {
    return returned != NEVER;
  }

  public boolean isMutation() {
    return kind == Kind.MUTATION;
  }

  @Override
  public String toString() {
    return client + "/" + number + " " + name + "(" + input + ") = " + output + " @" + ssn;
  }
}
