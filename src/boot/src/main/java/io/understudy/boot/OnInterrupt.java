package io.understudy.boot;

import io.understudy.boot.server.BootException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Does something when the user interrupts the command, until it is closed. */
public final class OnInterrupt implements AutoCloseable {
  private static final int CLEANING_SECONDS = 10;

  private final Thread hook = new Thread(this::run, "on-interrupt");
  private volatile Runnable action;

  public OnInterrupt(Runnable action) {
    this.action = action;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Does the work, and the action if it is interrupted; the work then fails, and has some time to
   * clean up.
   */
  static <T> T during(Supplier<T> work, Runnable action) {
    CountDownLatch ended = new CountDownLatch(1);
    OnInterrupt interrupt =
        new OnInterrupt(
            () -> {
              action.run();
              await(ended);
            });
    try {
      return work.get();
    } finally {
      ended.countDown();
      interrupt.close();
    }
  }

  private static void await(CountDownLatch ended) {
    try {
      ended.await(CLEANING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the process ends anyway
    }
  }

  /** From now on does this instead. */
  public void becomes(Runnable next) {
    action = next;
  }

  private void run() {
    try {
      action.run();
    } catch (BootException e) {
      System.err.println("understudy: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyInterrupted) {
      Thread.currentThread().interrupt(); // the hook runs, and ends this process
    }
  }
}
