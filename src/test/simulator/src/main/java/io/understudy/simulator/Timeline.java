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
    events.add(new Event(micros + delayMicros, order++, action));
  }

  /** After the time of a tick. */
  void afterTick(Runnable action) {
    ticks.add(new Event(micros + TICK_MICROS, order++, action));
  }

  private Event next() {
    Event event = events.peek();
    Event tick = ticks.peek();
    return event == null || tick != null && tick.compareTo(event) < 0 ? tick : event;
  }

  private void remove(Event next) {
    if (next == ticks.peek()) {
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
