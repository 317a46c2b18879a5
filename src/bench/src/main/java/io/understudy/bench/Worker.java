package io.understudy.bench;

/** A thread whose failure is not lost. */
final class Worker {

  /** What it does. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  private final Thread thread;
  private volatile Throwable failure;

  private Worker(Work work) {
    thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Throwable e) {
                failure = e;
              }
            },
            "load");
    thread.setDaemon(true);
  }

  static Worker start(Work work) {
    Worker worker = new Worker(work);
    worker.thread.start();
    return worker;
  }

  boolean isDone() {
    return !thread.isAlive();
  }

  /** Waits for its end, and fails if it has. */
  void join() throws InterruptedException {
    thread.join();
    if (failure != null) {
      throw new IllegalStateException("Load failed: " + failure, failure);
    }
  }
}
