package io.understudy.adapter;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * Events waiting for the loop, in order. Whoever brings messages asks first whether there is room;
 * whoever brings an outcome the instance asked for need not: of those there are no more than it
 * asked.
 */
final class Mailbox {
  private final int maxEvents;
  private final long maxWeight;
  private final Runnable onArrival;
  private final Queue<Weighed> waiting = new ArrayDeque<>();
  private final Set<Runnable> refused = new LinkedHashSet<>();
  private long weight;
  private boolean closed;

  private record Weighed(Event event, int weight) {}

  /**
   * @param maxEvents events from which on there is no room
   * @param maxWeight bytes from which on there is no room
   * @param onArrival called after each arrival
   */
  Mailbox(int maxEvents, long maxWeight, Runnable onArrival) {
    this.maxEvents = maxEvents;
    this.maxWeight = maxWeight;
    this.onArrival = onArrival;
  }

  /**
   * Whether a message may be brought; always, once closed. If not, {@code whenRoom} is run when it
   * is half empty.
   */
  synchronized boolean hasRoom(Runnable whenRoom) {
    boolean room = closed || (waiting.size() < maxEvents && weight < maxWeight);
    if (!room) {
      refused.add(whenRoom);
    }
    return room;
  }

  /** Takes a message, for which there was room; once closed, what comes is dropped. */
  void put(Event event, int eventWeight) {
    synchronized (this) {
      if (!closed) {
        waiting.add(new Weighed(event, eventWeight));
        weight += eventWeight;
      }
    }
    onArrival.run();
  }

  /** Takes an outcome, however full it is. */
  void tell(Event event) {
    put(event, 0);
  }

  /** The next event, or null. */
  Event poll() {
    Weighed next;
    List<Runnable> again = List.of();
    synchronized (this) {
      next = waiting.poll();
      if (next == null) {
        return null;
      }
      weight -= next.weight;
      if (!refused.isEmpty() && waiting.size() <= maxEvents / 2 && weight <= maxWeight / 2) {
        again = List.copyOf(refused);
        refused.clear();
      }
    }
    again.forEach(Runnable::run);
    return next.event;
  }

  synchronized boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Drops all, and what comes. */
  void close() {
    List<Runnable> again;
    synchronized (this) {
      closed = true;
      waiting.clear();
      weight = 0;
      again = List.copyOf(refused);
      refused.clear();
    }
    again.forEach(Runnable::run);
  }
}
