package io.understudy.torture;

import java.util.Map;
import java.util.OptionalLong;

/**
 * What a client may see at most.
 *
 * @param medianMillis of the longest pauses of many faults; empty where only the maximum counts
 * @param mostMillis of the longest of all
 */
record Mark(OptionalLong medianMillis, long mostMillis) {
  private static final Map<Fault, Mark> MARKS =
      Map.ofEntries(
          Map.entry(Fault.KILL_PRIMARY, new Mark(OptionalLong.of(500), 1_500)),
          Map.entry(Fault.HALT_PRIMARY, atMost(3_000)),
          Map.entry(Fault.ISOLATE_PRIMARY, atMost(3_000)),
          Map.entry(Fault.PART_PEERS, atMost(3_000)),
          Map.entry(Fault.LOSE_CHECKPOINTS, atMost(3_000)),
          Map.entry(Fault.LOSE_ACKS, atMost(3_000)),
          Map.entry(Fault.SWITCHOVER, new Mark(OptionalLong.of(100), 300)),
          Map.entry(Fault.KILL_BACKUP, atMost(300)),
          Map.entry(Fault.HALT_BACKUP, atMost(2_500)),
          Map.entry(Fault.ISOLATE_BACKUP, atMost(2_500)));

  private static Mark atMost(long millis) {
    return new Mark(OptionalLong.empty(), millis);
  }

  /** Null where there is none. */
  static Mark of(Fault fault) {
    return MARKS.get(fault);
  }

  boolean isMet(long median, long most) {
    return most <= mostMillis && (medianMillis.isEmpty() || median <= medianMillis.getAsLong());
  }

  @Override
  public String toString() {
    return medianMillis.isPresent()
        ? "%d / %d".formatted(medianMillis.getAsLong(), mostMillis)
        : "%d".formatted(mostMillis);
  }
}
