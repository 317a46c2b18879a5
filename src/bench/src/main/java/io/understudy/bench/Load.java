package io.understudy.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Recorder;

/**
 * Drives clients for a while, and measures the answers that come after the warm-up. Each client has
 * a fixed number of requests outstanding, so it is the service that sets the pace.
 */
final class Load {

  /** A client of whatever is measured. */
  interface Client {
    /** Sends the next request; completed with whether it was answered by an error. */
    CompletableFuture<Boolean> next();
  }

  private static final long HIGHEST_MICROS = 60_000_000;
  private static final int DIGITS = 3;

  private final Duration warmUp;
  private final Duration measured;
  private final Recorder recorder = new Recorder(HIGHEST_MICROS, DIGITS);
  private final LongAdder errors = new LongAdder();
  private volatile boolean measuring;
  private volatile boolean working = true;

  Load(Duration warmUp, Duration measured) {
    this.warmUp = warmUp;
    this.measured = measured;
  }

  /**
   * Runs and returns when every request has been answered.
   *
   * @param outstanding requests each client has outstanding; 1 for a blocking client
   */
  Figure run(String name, List<Client> clients, int outstanding) throws InterruptedException {
    List<Worker> workers = new ArrayList<>();
    for (Client client : clients) {
      workers.add(Worker.start(() -> work(client, outstanding)));
    }
    Thread.sleep(warmUp.toMillis());
    long begun = System.nanoTime();
    measuring = true;
    Thread.sleep(measured.toMillis());
    measuring = false;
    double seconds = (System.nanoTime() - begun) / 1e9;
    working = false;
    for (Worker worker : workers) {
      worker.join();
    }
    return Figure.of(
        name, clients.size(), outstanding, recorder.getIntervalHistogram(), seconds, errors.sum());
  }

  private void work(Client client, int outstanding) throws InterruptedException {
    Semaphore free = new Semaphore(outstanding);
    CompletableFuture<?> failure = new CompletableFuture<>();
    while (working && !failure.isDone()) {
      free.acquire();
      long sent = System.nanoTime();
      client
          .next()
          .whenComplete(
              (isError, failed) -> {
                answered(sent, isError, failed, failure);
                free.release();
              });
    }
    free.acquire(outstanding);
    if (failure.isDone()) {
      failure.join();
    }
  }

  private void answered(
      long sent, Boolean isError, Throwable failed, CompletableFuture<?> failure) {
    if (failed != null) {
      failure.completeExceptionally(failed);
    } else if (measuring) {
      long micros = (System.nanoTime() - sent) / 1_000;
      recorder.recordValue(Math.min(micros, HIGHEST_MICROS));
      if (isError) {
        errors.increment();
      }
    }
  }
}
