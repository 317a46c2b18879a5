package io.understudy.boot;

import io.understudy.boot.server.BootException;
import java.util.function.Supplier;

/** Does something when the user interrupts the command, until it is closed. */
public final class OnInterrupt implements AutoCloseable {
  private final Thread hook = new Thread(this::run, "on-interrupt");
  private volatile Runnable action;

  public OnInterrupt(Runnable action) {
    this.action = action;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Does the work, and the action if it is interrupted. */
  static <T> T during(Supplier<T> work, Runnable action) {
    OnInterrupt interrupt = new OnInterrupt(action);
    try {
      return work.get();
    } finally {
      interrupt.close();
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
