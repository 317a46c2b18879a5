package io.understudy.adapter;

import io.understudy.endpoint.InstanceEndpoint;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * One step of a full copy to the database of this instance: its beginning, one page, its end. While
 * the database may be at fault it fails like any other task, and is tried again. Once it has failed
 * often and the database answers all the same, it is refused: it would fail for ever. So it is when
 * it has failed for so long that the source will not hold its snapshot much longer: a disk that is
 * full, say, is for the operator, who is to be told on both sides.
 */
final class CopyStep {
  /** With the pauses between them, some 7 s. */
  static final int TRIES = 8;

  /** Less than the minute for which a source keeps a snapshot that nobody reads. */
  static final long PATIENCE_MILLIS = 40_000;

  private final Consumer<InstanceEndpoint> task;
  private final LongSupplier millis;
  private int failures;
  private long failingSince;

  CopyStep(Consumer<InstanceEndpoint> task) {
    this(task, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
  }

  /**
   * @param millis a clock
   */
  CopyStep(Consumer<InstanceEndpoint> task, LongSupplier millis) {
    this.task = task;
    this.millis = millis;
  }

  /**
   * @return why it is refused; empty if it is done
   */
  Optional<String> run(InstanceEndpoint database) {
    try {
      task.accept(database);
      return Optional.empty();
    } catch (RuntimeException e) {
      if (failures++ == 0) {
        failingSince = millis.getAsLong();
      }
      boolean late = millis.getAsLong() - failingSince >= PATIENCE_MILLIS;
      if (late || (failures >= TRIES && answers(database))) {
        return Optional.of(root(e));
      }
      throw e;
    }
  }

  private static boolean answers(InstanceEndpoint database) {
    try {
      database.committed(1);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** What the service or the database says, not what the container makes of it. */
  private static String root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage().strip();
  }
}
