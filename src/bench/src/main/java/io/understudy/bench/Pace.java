package io.understudy.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Recorder;

/**
 * Clients that send so many requests a second, whatever the service does: how long each waits is
 * measured from the moment at which it was due, so that a pause counts for all that fall into it.
 */
final class Pace implements AutoCloseable {
  private static final int CLIENTS = 4;
  private static final int OUTSTANDING = 8192;
  private static final long HIGHEST_MICROS = 600_000_000;
  private static final int DIGITS = 3;

  private final double perSecond;
  private final List<StoreClient> opened = new ArrayList<>();
  private final List<Load.Client> clients = new ArrayList<>();
  private final Recorder recorder = new Recorder(HIGHEST_MICROS, DIGITS);
  private final LongAdder errors = new LongAdder();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Worker worker;
  private long taken = System.nanoTime();
  private volatile boolean working = true;

  /**
   * @param objects how many there are: each request puts one of them
   */
  Pace(List<String> addresses, int objects, double perSecond) {
    this.perSecond = perSecond;
    for (int number = 0; number < CLIENTS; number++) {
      StoreClient client = new StoreClient(addresses, OUTSTANDING, new Traffic());
      opened.add(client);
      clients.add(new Requests(number, objects).mutations(client, 0));
    }
    worker = Worker.start(this::work);
  }

  private void work() {
    long begun = System.nanoTime();
    for (long number = 0; working; number++) {
      long due = begun + (long) (number * 1e9 / perSecond);
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      clients
          .get((int) (number % CLIENTS))
          .next()
          .whenComplete((isError, failed) -> answered(due, isError, failed));
    }
  }

  private void answered(long due, Boolean isError, Throwable failed) {
    long micros = (System.nanoTime() - due) / 1_000;
    recorder.recordValue(Math.min(Math.max(0, micros), HIGHEST_MICROS));
    if (failed != null) {
      failure.compareAndSet(null, failed);
    } else if (isError) {
      errors.increment();
    }
  }

  /** What was measured since this was last called. */
  Figure take(String name) {
    if (failure.get() != null) {
      throw new IllegalStateException("A request failed: " + failure.get(), failure.get());
    }
    long now = System.nanoTime();
    double seconds = (now - taken) / 1e9;
    taken = now;
    return Figure.of(
        name,
        CLIENTS,
        OUTSTANDING,
        recorder.getIntervalHistogram(),
        seconds,
        errors.sumThenReset());
  }

  @Override
  public void close() {
    working = false;
    try {
      worker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    opened.forEach(StoreClient::close);
  }
}
