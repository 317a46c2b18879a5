package io.understudy.simulator;

/** A rule was broken. */
public final class Violation extends AssertionError {
  Violation(String message) {
    super(message);
  }
}
