package io.understudy.adapter;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Runs each task at once, on the thread that brings it: nothing ever waits in it. */
final class CallersThread extends AbstractExecutorService {
  private volatile boolean shut;

  @Override
  public void execute(Runnable task) {
    if (shut) {
      throw new RejectedExecutionException("No task is taken any more.");
    }
    task.run();
  }

  @Override
  public void shutdown() {
    shut = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    shut = true;
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return shut;
  }

  @Override
  public boolean isTerminated() {
    return shut;
  }

  /** Does not wait for tasks that other threads are just running. */
  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return shut;
  }
}
