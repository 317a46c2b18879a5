package io.understudy.adapter;

import io.understudy.adapter.OperatorLog.Notice;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Threads, each with an endpoint of its own, that do what is in one queue. They are never
 * interrupted: that would close the files of an embedded database.
 */
final class EndpointWorkers {
  private static final Task END = endpoint -> {};

  private final EndpointSource source;
  private final OperatorLog log;
  private final int bound;
  private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
  private final CountDownLatch running;
  private volatile boolean closing;

  /** Something to be done with an endpoint; says itself what came of it. */
  interface Task {
    void run(MessageEndpoint endpoint);
  }

  /**
   * @param bound tasks that may wait; more are refused
   */
  EndpointWorkers(
      String name,
      int threads,
      int bound,
      EndpointSource source,
      Workers workers,
      OperatorLog log) {
    this.source = source;
    this.log = log;
    this.bound = bound;
    this.running = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      workers.start(name, this::work);
    }
  }

  /** False if too many are waiting. */
  boolean offer(Task task) {
    return tasks.size() < bound && tasks.offer(task);
  }

  /** Lets each thread end after the task it is at; what waits is dropped. */
  void close() {
    closing = true;
    tasks.clear();
    tasks.add(END);
  }

  /** Waits until all have ended; whether they have. */
  boolean awaitEnd(long millis) throws InterruptedException {
    return running.await(millis, TimeUnit.MILLISECONDS);
  }

  private void work() {
    MessageEndpoint endpoint = null;
    try {
      while (!closing) {
        Task task = tasks.take();
        if (task == END) {
          break;
        }
        endpoint = endpoint == null ? source.create() : endpoint;
        if (endpoint == null) {
          break;
        }
        endpoint = run(task, endpoint);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (endpoint != null) {
        endpoint.release();
      }
      tasks.add(END); // for the next of these threads
      running.countDown();
    }
  }

  /** The endpoint to go on with; null for a new one. */
  private MessageEndpoint run(Task task, MessageEndpoint endpoint) {
    try {
      task.run(endpoint);
      return endpoint;
    } catch (RuntimeException | Error e) {
      if (!isOfTheTask(e)) {
        throw e;
      }
      log.notice(Notice.ENDPOINT_FAILED, "A task of the database failed: " + e, e);
      endpoint.release();
      return null;
    }
  }

  /** Whether the task has failed, and not the machine. */
  static boolean isOfTheTask(Throwable failure) {
    return !(failure instanceof VirtualMachineError) || failure instanceof StackOverflowError;
  }
}
