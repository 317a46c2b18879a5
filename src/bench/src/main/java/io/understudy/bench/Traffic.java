package io.understudy.bench;

import io.understudy.client.Reply;
import io.understudy.client.UnderstudyException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** Counts what all clients sent and were answered. */
public final class Traffic {
  private final LongAdder sent = new LongAdder();
  private final LongAdder answered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final AtomicLong longestPauseNanos = new AtomicLong();
  private final AtomicLong slowestNanos = new AtomicLong();
  private final Places places = new Places();
  private final AtomicReference<String> firstFailure = new AtomicReference<>();

  /** What one client sees. */
  final class Stream {
    private int outstanding;
    private long waitingSince;

    /** The moment of {@link System#nanoTime}. */
    synchronized long submitted() {
      long now = System.nanoTime();
      if (outstanding++ == 0) {
        waitingSince = now;
      }
      sent.increment();
      return now;
    }

    /**
     * Without an answer while something was outstanding: that is a pause.
     *
     * @param submitted when the request that ends was submitted
     */
    synchronized void ended(long submitted, Reply reply, Throwable failure) {
      long now = System.nanoTime();
      slowestNanos.accumulateAndGet(now - submitted, Math::max);
      longestPauseNanos.accumulateAndGet(now - waitingSince, Math::max);
      waitingSince = now;
      outstanding--;
      if (failure == null) {
        answered.increment();
        places.take(reply.ssn());
      } else {
        failed.increment();
        firstFailure.compareAndSet(null, String.valueOf(failure));
      }
    }
  }

  public long sent() {
    return sent.sum();
  }

  public long answered() {
    return answered.sum();
  }

  /** Requests whose future failed, with an {@link UnderstudyException} or otherwise. */
  public long failed() {
    return failed.sum();
  }

  public Optional<String> firstFailure() {
    return Optional.ofNullable(firstFailure.get());
  }

  /** The places in the service's order that the answers named. */
  Places places() {
    return places;
  }

  /** The longest pause since this was last called; one that goes on is counted when it ends. */
  public long takeLongestPauseMillis() {
    return longestPauseNanos.getAndSet(0) / 1_000_000;
  }

  /**
   * The longest that one request took since this was last called; others may have been answered.
   */
  public long takeSlowestMillis() {
    return slowestNanos.getAndSet(0) / 1_000_000;
  }

  long longestPauseMillis() {
    return longestPauseNanos.get() / 1_000_000;
  }
}
