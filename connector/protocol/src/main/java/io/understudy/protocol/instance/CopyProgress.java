package io.understudy.protocol.instance;

import io.understudy.protocol.Moment;
import io.understudy.protocol.copy.CopyPage;

/** How far a copy has come, as this process has seen it. */
final class CopyProgress {
  private Moment begun;
  private long millis;
  private long records;
  private long bytes;
  private long expected;

  void begin(Moment now) {
    begun = now;
    millis = 0;
    records = 0;
    bytes = 0;
    expected = 0;
  }

  void onTick(Moment now) {
    if (begun == null) {
      begin(now);
    }
    millis = now.since(begun);
  }

  void onLoaded(CopyPage page) {
    records += page.records().size();
    bytes += page.weight();
    expected = page.head().records();
  }

  /** For example {@code 12000 of 50000 records, 2400000 bytes, 3 s, 9 s left}. */
  @Override
  public String toString() {
    long left = records == 0 ? -1 : Math.max(0, expected - records) * millis / records / 1000;
    return records
        + " of "
        + Math.max(expected, records)
        + " records, "
        + bytes
        + " bytes, "
        + millis / 1000
        + " s"
        + (left < 0 ? "" : ", " + left + " s left");
  }
}
