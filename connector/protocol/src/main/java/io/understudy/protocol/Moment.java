package io.understudy.protocol;

/**
 * A moment on the two clocks of one machine. Neither is to be trusted alone: the monotonic clock
 * may stand still while the machine is suspended, the wall clock may be set (R12).
 *
 * @param monotonic milliseconds since some start
 * @param wall milliseconds since 1970
 */
public record Moment(long monotonic, long wall) {

  /** Milliseconds that have gone by since, by the clock that shows more: for a lease. */
  public long longestSince(Moment earlier) {
    return Math.max(monotonic - earlier.monotonic, wall - earlier.wall);
  }

  /** Milliseconds that have gone by since, by the clock that shows less: for a promise. */
  public long shortestSince(Moment earlier) {
    return Math.min(monotonic - earlier.monotonic, wall - earlier.wall);
  }

  /** So many milliseconds later, by both clocks. */
  public Moment plus(long millis) {
    return new Moment(monotonic + millis, wall + millis);
  }

  /** Milliseconds that have gone by since, by the monotonic clock: where no safety hangs on it. */
  public long since(Moment earlier) {
    return monotonic - earlier.monotonic;
  }
}
