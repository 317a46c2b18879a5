package io.understudy.simulator;

import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** Simulated time: events in order, chance from one seed. */
public final class Timeline {
  private record Event(long at, long order, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
    }
  }

  private final Random random;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
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

  /** Runs events until the condition holds or so much simulated time has gone by. */
  public boolean runUntil(BooleanSupplier condition, long maxMillis) {
    long end = micros + maxMillis * 1000;
    while (!condition.getAsBoolean()) {
      Event event = events.peek();
      if (event == null || event.at() > end) {
        micros = end;
        return condition.getAsBoolean();
      }
      events.remove();
      micros = event.at();
      event.action().run();
    }
    return true;
  }

  public void run(long forMillis) {
    runUntil(() -> false, forMillis);
  }
}
