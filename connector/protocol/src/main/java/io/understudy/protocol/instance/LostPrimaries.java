package io.understudy.protocol.instance;

import io.understudy.protocol.EntryId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The primaries that were lost, one after another, before all that they left was committed
 * (design.md section 3, step 6). An entry among that may have ended each of them, and which it was
 * only they know: whoever is in office after them asks them once they are back. Until they have
 * said so, each of them counts against every entry that they left.
 */
final class LostPrimaries {
  private final Map<String, Long> silent = new TreeMap<>();
  private final Map<EntryId, Integer> named = new HashMap<>();
  private long from = Long.MAX_VALUE;

  // --- under another primary

  /**
   * @param lastEpoch nothing that it left is of a later epoch
   */
  void add(String instance, long lastEpoch) {
    silent.merge(instance, lastEpoch, Math::max);
  }

  /** An entry of this epoch is committed, by whichever primary: all of earlier ones is, too. */
  void onPassed(long epoch) {
    silent.values().removeIf(last -> last < epoch);
  }

  // --- in office

  /** This instance is in office; what its predecessors may have died of begins with this SSN. */
  void begin(long ssn) {
    from = ssn;
  }

  /** They have left nothing that could have ended them, or this instance is in office no more. */
  void forget() {
    silent.clear();
    named.clear();
    from = Long.MAX_VALUE;
  }

  /** Who has not said yet what ended it. */
  Collection<String> silent() {
    return silent.keySet();
  }

  /**
   * It says what has ended it: {@link EntryId#NONE} if no entry has.
   *
   * @param times how often that entry has
   * @return whether it was waited for
   */
  boolean onTestimony(String instance, EntryId entry, int times) {
    if (silent.remove(instance) == null) {
      return false;
    }
    if (times > 0 && entry.ssn() >= from) {
      named.merge(entry, times, Integer::sum);
    }
    return true;
  }

  /** The operator has taken instances away: they are not waited for. */
  void remove(Predicate<String> removed) {
    silent.keySet().removeIf(removed);
  }

  void onPosition(EntryId position) {
    named.keySet().removeIf(entry -> entry.ssn() <= position.ssn());
  }

  // --- what that means for an entry

  /** How many times this entry has ended them, as they have said. */
  int times(EntryId entry) {
    return named.getOrDefault(entry, 0);
  }

  /** So many more may have been ended by this entry. */
  int maybe(EntryId entry) {
    return entry.ssn() >= from ? silent.size() : 0;
  }

  /** The entry that has ended them most often, the first of such; NONE if they have named none. */
  EntryId worst() {
    EntryId worst = EntryId.NONE;
    for (EntryId entry : named.keySet()) {
      int more = times(entry) - times(worst);
      if (more > 0 || more == 0 && entry.ssn() < worst.ssn()) {
        worst = entry;
      }
    }
    return worst;
  }

  /**
   * SSN from which on nothing is to be executed, as any of it may have stopped instances so often.
   */
  long holdFrom(int often) {
    return silent.size() >= often ? from : Long.MAX_VALUE;
  }
}
