package io.understudy.torture;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Finds for each query a place in the order of the mutations: behind all that was answered before
 * it was submitted, queries too, and before all that was submitted after it was answered. Each gets
 * the earliest that there is, which leaves the most room to the others.
 */
final class Placement {

  /** A query and the SSN behind which it was placed. */
  private record Placed(long returned, long behind) {}

  private final List<Call> byReturn;
  private final List<Call> byCall;
  private final long[] lowestFrom;
  private final Versions versions;
  private final Consumer<String> violated;

  /**
   * @param mutations in SSN order
   */
  Placement(List<Call> mutations, Versions versions, Consumer<String> violated) {
    this.versions = versions;
    this.violated = violated;
    byReturn = new ArrayList<>(mutations);
    byReturn.sort(Comparator.comparingLong(Call::returned));
    byCall = new ArrayList<>(mutations);
    byCall.sort(Comparator.comparingLong(Call::called));
    lowestFrom = new long[byCall.size() + 1];
    lowestFrom[byCall.size()] = Long.MAX_VALUE;
    for (int i = byCall.size() - 1; i >= 0; i--) {
      lowestFrom[i] = Math.min(lowestFrom[i + 1], byCall.get(i).ssn());
    }
  }

  /**
   * @param queries in the order of their calls
   */
  void place(List<Call> queries) {
    PriorityQueue<Placed> earlier = new PriorityQueue<>(Comparator.comparingLong(Placed::returned));
    long from = versions.begin();
    int returned = 0;
    for (Call query : queries) {
      while (returned < byReturn.size() && byReturn.get(returned).precedes(query)) {
        from = Math.max(from, byReturn.get(returned++).ssn());
      }
      while (!earlier.isEmpty() && earlier.peek().returned() < query.called()) {
        from = Math.max(from, earlier.remove().behind());
      }
      long to = lowestCalledAfter(query) - 1;
      JsonNode seen = Witness.seen(query);
      OptionalLong place =
          seen == null ? OptionalLong.empty() : versions.firstWith(query, seen, from, to);
      if (place.isPresent()) {
        earlier.add(new Placed(query.returned(), place.getAsLong()));
      } else {
        violated.accept(
            query + " was so at no moment behind SSN " + from + " and before SSN " + (to + 1));
      }
    }
  }

  /** Lowest SSN of what was submitted after the query was answered. */
  private long lowestCalledAfter(Call query) {
    int low = 0;
    int high = byCall.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (query.precedes(byCall.get(middle))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return lowestFrom[low];
  }
}
