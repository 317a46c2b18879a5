package io.understudy.api.internal;

import io.understudy.api.OperationContext;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** One execution of a mutation's body: what the entry gives it, and whether it has written. */
public final class Execution implements OperationContext {
  private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

  private final long ssn;
  private final Instant timestamp;
  private final long seed;
  private Random random;
  private long ids;
  private boolean written;
  private boolean writtenInBulk;
  private boolean removed;
  private final Map<Object, Boolean> objects = new IdentityHashMap<>();

  /**
   * @param ssn the entry's
   * @param timestamp the entry's, milliseconds since 1970
   * @param seed the entry's
   */
  public Execution(long ssn, long timestamp, long seed) {
    this.ssn = ssn;
    this.timestamp = Instant.ofEpochMilli(timestamp);
    this.seed = seed;
  }

  @Override
  public long ssn() {
    return ssn;
  }

  @Override
  public Instant timestamp() {
    return timestamp;
  }

  @Override
  public RandomGenerator random() {
    if (random == null) {
      random = new Random(mixed(seed));
    }
    return random;
  }

  /**
   * Not from {@link #random()}, whose state has 48 bits: too few to be unique. The mixing is a
   * bijection, so that two entries never share the half that is made from the SSN, but for the bits
   * that say which kind of UUID it is (version 4).
   */
  @Override
  public UUID newId() {
    ids++;
    long high = mixed(seed + ids * GOLDEN_RATIO);
    long low = mixed(ssn * GOLDEN_RATIO + ids);
    return new UUID((high & ~0xf000L) | 0x4000L, (low & (-1L >>> 2)) | Long.MIN_VALUE);
  }

  /** From here on this mutation cannot fail without the group being rolled back. */
  public void markWritten() {
    written = true;
  }

  /** Written past the objects: what was read of them may not be so any more. */
  public void markWrittenInBulk() {
    written = true;
    writtenInBulk = true;
  }

  public boolean hasWrittenInBulk() {
    return writtenInBulk;
  }

  public boolean hasWritten() {
    return written;
  }

  /** An object is changed, or made. */
  public void markChanged(Object object) {
    written = true;
    objects.putIfAbsent(object, false);
  }

  public void markRemoved(Object object) {
    removed = true;
    objects.put(object, true);
  }

  /** The objects that were written, each with whether it was removed. */
  public Map<Object, Boolean> objects() {
    return objects;
  }

  /**
   * Whether an object was removed: it must be gone from the database before the next mutation of
   * the group runs, which may make another by its id, since JPA writes what is new before it
   * deletes.
   */
  public boolean hasRemoved() {
    return removed;
  }

  /** The finishing step of SplitMix64: every bit of the result hangs on every bit given. */
  private static long mixed(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
