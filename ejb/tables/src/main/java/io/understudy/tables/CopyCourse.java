package io.understudy.tables;

import io.understudy.protocol.copy.CopyHead;

/** What is kept from page to page of a copy; public for the container. */
public final class CopyCourse {
  /** Rows read before it is known how large they are. */
  private static final int FIRST_ROWS = 16;

  private final boolean fuzzy;
  private final CopyHead begun;
  private CopyHead ended;
  private int rows = FIRST_ROWS;

  /**
   * @param fuzzy whether each page is read by itself
   * @param begun where the database stood when the reading began
   */
  CopyCourse(boolean fuzzy, CopyHead begun) {
    this.fuzzy = fuzzy;
    this.begun = begun;
  }

  boolean isFuzzy() {
    return fuzzy;
  }

  CopyHead begun() {
    return begun;
  }

  /** All objects have been read: the rest is as it is now, whatever is committed meanwhile. */
  void endAt(CopyHead now) {
    ended = ended == null ? now : ended;
  }

  /** Whether what comes to it is settled: no object that is read after that fits. */
  boolean hasEnd() {
    return fuzzy && ended != null;
  }

  /** What the copy comes to. */
  CopyHead ended() {
    return fuzzy ? ended : begun;
  }

  /** The last entry whose rows are in it. */
  long through() {
    return ended().position().ssn();
  }

  /** Rows to be read for the next page. */
  int rows() {
    return rows;
  }

  void rows(int next) {
    rows = next;
  }
}
