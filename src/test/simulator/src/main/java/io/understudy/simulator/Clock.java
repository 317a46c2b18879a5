package io.understudy.simulator;

import io.understudy.protocol.Moment;

/**
 * The clocks of one machine: they run fast or slow within a bound, and the wall clock may be set.
 */
final class Clock {
  /** Clocks are trusted to run no faster or slower than this. */
  private static final double DRIFT = 0.01;

  /** Wall clock at the start: some day in 2026, in milliseconds since 1970. */
  private static final long WALL_MILLIS = 1_790_000_000_000L;

  private final Timeline time;
  private final double rate;
  private long wallSteps;

  Clock(Timeline time) {
    this.time = time;
    this.rate = 1 + DRIFT * (2 * time.random().nextDouble() - 1);
  }

  boolean isFast() {
    return rate > 1;
  }

  Moment now() {
    long millis = (long) (time.micros() * rate / 1000);
    return new Moment(millis, WALL_MILLIS + millis + wallSteps);
  }

  /** Somebody sets the wall clock forward, or back. */
  void stepWall(long millis) {
    wallSteps += millis;
  }
}
