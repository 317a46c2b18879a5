package io.understudy.adapter;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Events waiting for the loop, in order. Whoever brings messages waits while it is full; whoever
 * brings an outcome the instance asked for never waits: of those there are no more than it asked.
 */
final class Mailbox {
  private final int maxEvents;
  private final long maxWeight;
  private final Runnable onArrival;
  private final Queue<Weighed> waiting = new ArrayDeque<>();
  private long weight;
  private boolean closed;

  private record Weighed(Event event, int weight) {}

  /**
   * @param maxEvents events from which on {@link #put} waits
   * @param maxWeight bytes from which on {@link #put} waits
   * @param onArrival called after each arrival
   */
  Mailbox(int maxEvents, long maxWeight, Runnable onArrival) {
    this.maxEvents = maxEvents;
    this.maxWeight = maxWeight;
    this.onArrival = onArrival;
  }

  /** Waits while full; once closed, what comes is dropped. */
  void put(Event event, int eventWeight) throws InterruptedException {
    synchronized (this) {
      while (!closed && (waiting.size() >= maxEvents || weight >= maxWeight)) {
        wait();
      }
      add(event, eventWeight);
    }
    onArrival.run();
  }

  /** Takes an outcome at once, however full it is. */
  void tell(Event event) {
    synchronized (this) {
      add(event, 0);
    }
    onArrival.run();
  }

  /** The next event, or null. */
  synchronized Event poll() {
    Weighed next = waiting.poll();
    if (next == null) {
      return null;
    }
    weight -= next.weight;
    notifyAll();
    return next.event;
  }

  synchronized boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Lets everyone go who waits; drops all. */
  synchronized void close() {
    closed = true;
    waiting.clear();
    weight = 0;
    notifyAll();
  }

  private void add(Event event, int eventWeight) {
    if (!closed) {
      waiting.add(new Weighed(event, eventWeight));
      weight += eventWeight;
    }
  }
}
