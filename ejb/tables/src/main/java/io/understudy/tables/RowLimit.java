package io.understudy.tables;

import io.understudy.protocol.Payload;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * How much goes into one row of the operation log or of the message table: what belongs together is
 * written and read in one go, and a row is still small beside what a database reads at a time. What
 * is longer has a row of its own, and its bytes a column of their own.
 */
final class RowLimit {
  /** Bytes, about, in memory. */
  private static final int BYTES = 32 << 10;

  private RowLimit() {}

  /** Whether something with that payload or body has a row of its own. */
  static boolean isLong(Payload bytes) {
    return bytes.size() >= BYTES;
  }

  /**
   * Gives the parts for one row each, in their order.
   *
   * @param weight at least as many bytes as the payload or body has
   */
  static <T> void split(List<T> all, ToIntFunction<T> weight, Consumer<List<T>> row) {
    int from = 0;
    long bytes = 0;
    for (int i = 0; i < all.size(); i++) {
      int next = weight.applyAsInt(all.get(i));
      if (i > from && bytes + next > BYTES) {
        row.accept(all.subList(from, i));
        from = i;
        bytes = 0;
      }
      bytes += next;
    }
    if (from < all.size()) {
      row.accept(all.subList(from, all.size()));
    }
  }
}
