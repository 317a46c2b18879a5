package io.understudy.simulator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/** Many seeds, each a run of its own, on all processors. The first that fails ends it. */
public final class Campaign {
  /**
   * Below so many seeds it says nothing that one fault or other was not reached: the rarest is in
   * one of seventy.
   */
  public static final long ENOUGH = 1000;

  private final long firstSeed;
  private final long seeds;
  private final LongFunction<Map<String, Long>> one;
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong finished = new AtomicLong();
  private final AtomicReference<Failure> failure = new AtomicReference<>();
  private final ConcurrentMap<String, Long> counts = new ConcurrentHashMap<>();

  public Campaign(long firstSeed, long seeds) {
    this(firstSeed, seeds, seed -> new Schedule(seed).run().counted());
  }

  /** With what is to be done with a seed. */
  Campaign(long firstSeed, long seeds, LongFunction<Map<String, Long>> one) {
    this.firstSeed = firstSeed;
    this.seeds = seeds;
    this.one = one;
  }

  /**
   * What came of it.
   *
   * @param finished how many seeds were run to their end
   * @param counts how often each event happened
   * @param failure the seed that failed, of those that did the lowest
   */
  public record Result(long finished, Map<String, Long> counts, Optional<Failure> failure) {

    /** The faults that no seed has reached: it proves nothing about them. */
    public List<String> missing() {
      return FaultKinds.ALL.stream().filter(kind -> !counts.containsKey(kind)).toList();
    }
  }

  /** A seed that failed, and how. */
  public record Failure(long seed, Throwable cause) {

    /** Runs it again, and tells what happened until it failed. */
    public String explain() {
      try {
        new Schedule(seed, true).run();
      } catch (AssertionError | RuntimeException again) {
        return again.getMessage();
      }
      return "It did not fail when it was run again: the simulator is not deterministic.";
    }
  }

  /**
   * Runs it.
   *
   * @param progress told now and then how many seeds are done, by any thread
   */
  public Result run(LongConsumer progress) throws InterruptedException {
    int processors = Runtime.getRuntime().availableProcessors();
    List<Thread> threads =
        IntStream.range(0, processors)
            .mapToObj(index -> new Thread(() -> work(progress), "seeds-" + index))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    return new Result(finished.get(), new TreeMap<>(counts), Optional.ofNullable(failure.get()));
  }

  private void work(LongConsumer progress) {
    for (long index = next.getAndIncrement();
        index < seeds && failure.get() == null;
        index = next.getAndIncrement()) {
      long seed = firstSeed + index;
      try {
        one.apply(seed).forEach((event, count) -> counts.merge(event, count, Long::sum));
        progress.accept(finished.incrementAndGet());
      } catch (AssertionError | RuntimeException e) {
        failure.accumulateAndGet(
            new Failure(seed, e),
            (before, now) -> before == null || now.seed() < before.seed() ? now : before);
      }
    }
  }
}
