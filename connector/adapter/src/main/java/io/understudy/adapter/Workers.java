package io.understudy.adapter;

/** Starts long-running work on a thread: in a server, through the WorkManager. */
@FunctionalInterface
interface Workers {
  /**
   * Returns when the body is about to run on a thread of its own.
   *
   * @param name of the thread while it runs
   */
  void start(String name, Runnable body);
}
