package io.understudy.protocol.copy;

import java.util.Objects;

/**
 * A place in a copy: what stands before it has been read. Only the source understands its text; of
 * one snapshot the pages from a place on always begin with the same record.
 *
 * @param text at most {@value #LIMIT} characters
 */
public record CopyPlace(String text) {
  /** Longest text. */
  public static final int LIMIT = 16384;

  /** Before the first record. */
  public static final CopyPlace BEGIN = new CopyPlace("");

  /** Behind the last record. */
  public static final CopyPlace END = new CopyPlace(".");

  public CopyPlace {
    Objects.requireNonNull(text, "text");
    if (text.length() > LIMIT) {
      throw new IllegalArgumentException("A place of " + text.length() + " characters is none.");
    }
  }
}
