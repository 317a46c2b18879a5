package io.understudy.protocol.message;

import io.understudy.protocol.HistoryDigest;
import java.util.List;

/**
 * An instance's digests up to each of some consecutive entries.
 *
 * @param sender the instance
 * @param through SSN of the last one wanted
 * @param digests up to that one, from the first wanted or the first that it remembers; empty if it
 *     remembers none of them
 */
public record Digests(Sender sender, long through, List<HistoryDigest> digests)
    implements PeerMessage {
  public Digests {
    digests = List.copyOf(digests);
    for (int i = 0; i < digests.size(); i++) {
      if (digests.get(i).ssn() != through - digests.size() + 1 + i) {
        throw new IllegalArgumentException("Digests up to " + through + " are not consecutive.");
      }
    }
  }
}
