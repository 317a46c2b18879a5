package io.understudy.adapter;

import io.understudy.adapter.OperatorLog.Notice;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;

/** Threads of the application server. */
final class ServerWorkers implements Workers {
  private final WorkManager workManager;
  private final OperatorLog log;

  ServerWorkers(WorkManager workManager, OperatorLog log) {
    this.workManager = workManager;
    this.log = log;
  }

  @Override
  public void start(String name, Runnable body) {
    try {
      workManager.startWork(new LongWork(name, body, log));
    } catch (WorkException e) {
      throw new IllegalStateException("The application server gives no thread for " + name, e);
    }
  }

  private record LongWork(String name, Runnable body, OperatorLog log) implements Work {
    @Override
    public void run() {
      Thread thread = Thread.currentThread();
      String before = thread.getName();
      thread.setName(name);
      try {
        body.run();
      } catch (RuntimeException | Error e) {
        // The WorkManager would tell nobody.
        log.notice(Notice.FAILED, "The thread " + name + " has ended: " + e, e);
        throw e;
      } finally {
        thread.setName(before);
      }
    }

    /** The adapter ends its work itself, in order, when it is stopped. */
    @Override
    public void release() {}
  }
}
