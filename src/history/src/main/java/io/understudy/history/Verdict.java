package io.understudy.history;

/**
 * What a checker says of a history.
 *
 * @param outcome whether it is linearizable
 * @param reason what shows that it is not, or why nothing is known; empty if it is
 */
public record Verdict(Outcome outcome, String reason) {

  /** Whether a history is linearizable. */
  public enum Outcome {
    LINEARIZABLE,
    NOT_LINEARIZABLE,
    /** The search was given up at its bound. */
    UNKNOWN
  }

  static final Verdict LINEARIZABLE = new Verdict(Outcome.LINEARIZABLE, "");

  static Verdict broken(String reason) {
    return new Verdict(Outcome.NOT_LINEARIZABLE, reason);
  }

  static Verdict unknown(String reason) {
    return new Verdict(Outcome.UNKNOWN, reason);
  }

  public boolean isLinearizable() {
    return outcome == Outcome.LINEARIZABLE;
  }

  /** Whether it is known not to be linearizable. */
  public boolean isBroken() {
    return outcome == Outcome.NOT_LINEARIZABLE;
  }
}
