package io.understudy.adapter;

import io.understudy.endpoint.InstanceEndpoint;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * One step of a full copy to the database of this instance: its beginning, one page, its end. While
 * the database may be at fault it fails like any other task, and is tried again. Once it has failed
 * often and the database answers all the same, it is refused: it would fail for ever. So it is when
 * its disk has been full for so long that the source will not hold its snapshot much longer: that
 * is for the operator, who is to be told on both sides. A database in the same process may not
 * answer any more then.
 */
final class CopyStep {
  /** With the pauses between them, some 7 s. */
  static final int TRIES = 8;

  /** Less than the minute for which a source keeps a snapshot that nobody reads. */
  static final long PATIENCE_MILLIS = 40_000;

  /** In the words of the system and of databases. */
  private static final Pattern FULL =
      Pattern.compile("No space left|File too large|[Dd]isk (is )?full|[Qq]uota exceeded");

  private final Consumer<InstanceEndpoint> task;
  private final LongSupplier millis;
  private int failures;
  private Long fullSince;
  private String full;

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
      failures++;
      noteFullDisk(e);
      if (fullSince != null && millis.getAsLong() - fullSince >= PATIENCE_MILLIS) {
        return Optional.of(full);
      }
      if (failures >= TRIES && answers(database)) {
        return Optional.of(root(e));
      }
      throw e;
    }
  }

  private void noteFullDisk(Throwable failure) {
    for (Throwable each = failure; each != null && fullSince == null; each = each.getCause()) {
      if (each.getMessage() != null && FULL.matcher(each.getMessage()).find()) {
        fullSince = millis.getAsLong();
        full = root(failure);
      }
    }
  }

  private static boolean answers(InstanceEndpoint database) {
    try {
      database.countRows("");
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
