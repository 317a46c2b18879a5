package io.understudy.adapter;

import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;

/** Threads of the application server. */
final class ServerWorkers implements Workers {
  private final WorkManager workManager;

  ServerWorkers(WorkManager workManager) {
    this.workManager = workManager;
  }

  @Override
  public void start(String name, Runnable body) {
    try {
      workManager.startWork(new LongWork(name, body));
    } catch (WorkException e) {
      throw new IllegalStateException("The application server gives no thread for " + name, e);
    }
  }

  private record LongWork(String name, Runnable body) implements Work {
    @Override
    public void run() {
      Thread thread = Thread.currentThread();
      String before = thread.getName();
      thread.setName(name);
      try {
        body.run();
      } finally {
        thread.setName(before);
      }
    }

    /** The adapter ends its work itself, in order, when it is stopped. */
    @Override
    public void release() {}
  }
}
