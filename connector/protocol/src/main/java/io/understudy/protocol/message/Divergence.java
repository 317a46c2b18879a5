package io.understudy.protocol.message;

import io.understudy.protocol.HistoryDigest;
import java.util.Objects;

/**
 * What executing an entry came to on an instance is not what it came to on the primary, which
 * stands: the instance is void (R10).
 *
 * @param sender the primary
 * @param expected the primary's digest up to the first entry that differs
 * @param found the instance's
 * @param exact whether the entry before is known to be equal; else an earlier one may be the first
 */
public record Divergence(Sender sender, HistoryDigest expected, HistoryDigest found, boolean exact)
    implements PeerMessage {
  public Divergence {
    Objects.requireNonNull(expected, "expected");
    Objects.requireNonNull(found, "found");
    if (expected.ssn() != found.ssn()) {
      throw new IllegalArgumentException(
          "Digests " + expected + " and " + found + " are of others.");
    }
  }

  /** For people: where, what, and both sides. */
  public String text(String primary, String instance) {
    return "the "
        + (expected.answersDifferFrom(found) ? "response" : "data objects")
        + " of entry "
        + (exact ? "" : "at or before ")
        + expected.ssn()
        + (exact ? ", the first" : "")
        + " to differ: digest "
        + expected
        + " at "
        + primary
        + ", "
        + found
        + " at "
        + instance;
  }
}
