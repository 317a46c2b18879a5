package io.understudy.bench;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A line that shows how far a phase is: rewritten in place on a terminal, else one in 5 seconds.
 */
final class Ticker {
  private static final long TERMINAL_MILLIS = 500;
  private static final long FILE_MILLIS = 5_000;

  private final PrintWriter out;
  private final boolean terminal = System.console() != null;
  private final String phase;
  private final LongSupplier done;
  private final long begun = System.nanoTime();
  private final long doneBefore;
  private long shownNanos = begun;
  private long shownDone;

  Ticker(PrintWriter out, String phase, LongSupplier done) {
    this.out = out;
    this.phase = phase;
    this.done = done;
    doneBefore = done.getAsLong();
    shownDone = doneBefore;
  }

  /** Shows a line if it is time to; what is left is guessed from how many there are to do. */
  void showOf(long total) {
    long did = done.getAsLong() - doneBefore;
    double each = seconds(System.nanoTime() - begun) / Math.max(1, did);
    showAnd("%,d of %,d, %.0f s left".formatted(did, total, each * Math.max(0, total - did)));
  }

  /** Shows a line if it is time to, of a phase that ends at a time. */
  void showUntil(Duration left) {
    showAnd("%.0f s left".formatted(Math.max(0, left.toMillis() / 1000.0)));
  }

  /** Shows a line if it is time to, with this after the rate. */
  void showAnd(String rest) {
    long now = System.nanoTime();
    long every = terminal ? TERMINAL_MILLIS : FILE_MILLIS;
    if (now - shownNanos < every * 1_000_000) {
      return;
    }
    long count = done.getAsLong();
    String line =
        "  %s: %,.0f/s, %s".formatted(phase, (count - shownDone) / seconds(now - shownNanos), rest);
    out.print(terminal ? "\r\033[K" + line : line + System.lineSeparator());
    out.flush();
    shownNanos = now;
    shownDone = count;
  }

  /** The line that stays. */
  void end() {
    long count = done.getAsLong() - doneBefore;
    double took = seconds(System.nanoTime() - begun);
    out.print(terminal ? "\r\033[K" : "");
    out.printf("%s: %,d in %.1f s, %,.0f/s%n", phase, count, took, count / took);
    out.flush();
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }
}
