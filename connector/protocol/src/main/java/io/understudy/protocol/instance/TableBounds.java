package io.understudy.protocol.instance;

import io.understudy.protocol.Effect;
import io.understudy.protocol.Entry;
import io.understudy.protocol.TableSize;
import java.util.Map;

/**
 * How large the message table is, beside its bounds. Its rows go only when their clients have the
 * answers, or are silent for the retention time (R8); so at a bound the primary takes no new
 * mutation, and says why. What was taken is committed, and adds a little beyond.
 */
final class TableBounds {
  private final Settings settings;
  private final Reporter reporter;
  private TableSize size = TableSize.NONE;
  private boolean reported;

  TableBounds(Settings settings, Reporter reporter) {
    this.settings = settings;
    this.reporter = reporter;
  }

  /** As the database says. */
  void onSize(TableSize found) {
    size = found;
  }

  void onCommitted(Entry entry, Effect effect) {
    size = size.after(entry, effect);
    reported &= isNear();
  }

  private long bytes() {
    return size.bytes() + Recycling.ROW_BYTES * size.rows();
  }

  private long maxBytes() {
    return (long) settings.messageTableMib() << 20;
  }

  private boolean isFull() {
    return size.rows() >= settings.messageTableRows() || bytes() >= maxBytes();
  }

  /** From three quarters on, what clients have said they have is dropped in smaller pieces. */
  boolean isNear() {
    return size.rows() >= settings.messageTableRows() / 4 * 3L || bytes() >= maxBytes() / 4 * 3;
  }

  /** Why nothing new is taken, in a sentence; empty if there is room. */
  String refusal() {
    if (!isFull()) {
      return "";
    }
    String sentence =
        "The message table is full: it keeps %d answers in about %d MiB, of at most %d in %d MiB. They go as clients say that they have them, or are silent for %d s."
            .formatted(
                size.rows(),
                bytes() >> 20,
                settings.messageTableRows(),
                settings.messageTableMib(),
                settings.retentionSeconds());
    if (!reported) {
      reported = true;
      reporter.report(Report.Kind.MESSAGE_TABLE_FULL, sentence + " New requests are refused.");
    }
    return sentence;
  }

  void addTo(Map<String, String> status) {
    status.put("message-rows", Long.toString(size.rows()));
    status.put("message-bytes", Long.toString(bytes()));
    status.put("message-full", Boolean.toString(isFull()));
  }
}
