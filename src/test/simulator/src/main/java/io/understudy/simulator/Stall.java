package io.understudy.simulator;

/** No rule was broken, but a healed cluster does not come to an end of its work. */
public final class Stall extends AssertionError {
  Stall(String message) {
    super(message);
  }
}
