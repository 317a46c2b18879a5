package io.understudy.protocol;

/**
 * How much is in the message table, or was dropped from it. What entries do to it is the same on
 * every instance, so at an SSN all have the same.
 *
 * @param rows answers that are kept
 * @param bytes bytes of their bodies
 */
public record TableSize(long rows, long bytes) {
  public static final TableSize NONE = new TableSize(0, 0);

  /** With one more row. */
  public TableSize with(Response response) {
    return new TableSize(rows + 1, bytes + response.body().size());
  }

  public TableSize plus(TableSize more) {
    return new TableSize(rows + more.rows, bytes + more.bytes);
  }

  public TableSize minus(TableSize less) {
    return new TableSize(rows - less.rows, bytes - less.bytes);
  }

  /** After an entry that came to this. */
  public TableSize after(Entry entry, Effect effect) {
    return switch (entry.kind()) {
      case REQUEST -> with(effect.response());
      case FORGET -> minus(effect.dropped());
      case EPOCH -> this;
    };
  }
}
