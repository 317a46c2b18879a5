package io.understudy.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** Simulated time: events in order, chance from one seed. */
public final class Timeline {
  /** Whoever does something again and again does it so often. */
  static final int TICK_MICROS = 10_000;

  private record Event(long at, long order, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
    }
  }

  private final Random random;
  private final PriorityQueue<Event> events = new PriorityQueue<>();

  /** Most events are ticks, which come in the order in which they were asked for. */
  private final Deque<Event> ticks = new ArrayDeque<>();

  /** What comes next: it is asked for at the time at which it happens. */
  private final Deque<Event> soon = new ArrayDeque<>();

  private long micros;
  private long order;

  public Timeline(long seed) {
    random = new Random(seed);
  }

  public Random random() {
    return random;
  }

  /** From low to high, in microseconds or whatever. */
  public long between(long low, long high) {
    return low + random.nextLong(high - low + 1);
  }

  public boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  public long micros() {
    return micros;
  }

  public long millis() {
    return micros / 1000;
  }

  public void after(long delayMicros, Runnable action) {
    Event event = new Event(micros + delayMicros, order++, action);
    if (delayMicros == 0) {
      soon.add(event);
    } else {
      events.add(event);
    }
  }

  /** After the time of a tick. */
  void afterTick(Runnable action) {
    ticks.add(new Event(micros + TICK_MICROS, order++, action));
  }

  private Event next() {
    return earlier(earlier(soon.peek(), ticks.peek()), events.peek());
  }

  private static Event earlier(Event one, Event other) {
    return one == null || other != null && other.compareTo(one) < 0 ? other : one;
  }

  private void remove(Event next) {
    if (next == soon.peek()) {
      soon.remove();
    } else if (next == ticks.peek()) {
      ticks.remove();
    } else {
      events.remove();
    }
  }

  /** Runs events until the condition holds or so much simulated time has gone by. */
  public boolean runUntil(BooleanSupplier condition, long maxMillis) {
    long end = micros + maxMillis * 1000;
    while (!condition.getAsBoolean()) {
      Event event = next();
      if (event == null || event.at() > end) {
        micros = end;
        return condition.getAsBoolean();
      }
      remove(event);
      micros = event.at();
      event.action().run();
    }
    return true;
  }

  public void run(long forMillis) {
    runUntil(() -> false, forMillis);
  }
}
