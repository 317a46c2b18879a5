package io.understudy.simulator;

import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Response;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Sees every commit and every answer of all instances, and fails as soon as two commits disagree,
 * an answer is lost, or a request has its effect twice. What clients saw is judged at the end, by
 * the checkers of {@code io.understudy.history}.
 */
public final class Witness {
  private static final int MAX_NOTES = 2_000;

  private record Key(String clientId, long number) {}

  private final Map<Long, EntryId> committed = new HashMap<>();
  private long highest;
  private final Map<Key, Long> ssnOf = new HashMap<>();
  private final Map<Long, Response> responses = new HashMap<>();
  private final Map<Key, Response> answered = new HashMap<>();
  private final Set<String> expired = new HashSet<>();
  private final Map<String, Integer> suffered = new TreeMap<>();
  private int era;
  private final Map<String, Long> counts = new HashMap<>();
  private final Deque<String> notes = new ArrayDeque<>();
  private final boolean takesNotes;

  /**
   * @param takesNotes whether anybody will read what happened: a seed that fails is run again so
   */
  Witness(boolean takesNotes) {
    this.takesNotes = takesNotes;
  }

  /** Something happened worth counting: a run that never reached a fault kind says so. */
  public void count(String event) {
    counts.merge(event, 1L, Long::sum);
  }

  /** How often each event happened. */
  public Map<String, Long> counted() {
    return counts;
  }

  void note(String line) {
    if (takesNotes) {
      notes.add(line);
      if (notes.size() > MAX_NOTES) {
        notes.remove();
      }
    }
  }

  /** What happened last, oldest first; a line each. */
  String notes() {
    return String.join("\n", notes);
  }

  void committed(String instance, Entry entry, Response response) {
    EntryId before = committed.putIfAbsent(entry.ssn(), entry.id());
    check(
        before == null || before.equals(entry.id()),
        () -> instance + " committed " + entry.id() + ", another " + before);
    highest = Math.max(highest, entry.ssn());
    Response first = responses.putIfAbsent(entry.ssn(), response);
    check(
        first == null || first.equals(response),
        () -> instance + " answers " + entry.id() + " with " + response + ", another " + first);
    if (entry.kind() == Entry.Kind.REQUEST) {
      Long other = ssnOf.putIfAbsent(new Key(entry.clientId(), entry.number()), entry.ssn());
      check(
          other == null || other == entry.ssn(),
          () ->
              entry.clientId()
                  + "/"
                  + entry.number()
                  + " executed at "
                  + other
                  + " and "
                  + entry.ssn());
    }
  }

  /** It was silent for so long that its answers are forgotten: it may be told so. */
  void expired(String clientId) {
    expired.add(clientId);
  }

  boolean mayBeForgotten(String clientId) {
    return expired.contains(clientId);
  }

  /** Highest entry that anybody has committed; null if there is none. */
  EntryId lastCommitted() {
    return committed.get(highest);
  }

  /** Counts how often the operator has given something up: what was known before is void. */
  int era() {
    return era;
  }

  /** A client was told this. */
  void answered(String clientId, long number, long ssn, Response response) {
    Key key = new Key(clientId, number);
    check(ssnOf.getOrDefault(key, 0L) == ssn, () -> key + " was answered for " + ssn);
    check(
        responses.containsKey(ssn) && responses.get(ssn).equals(response),
        () ->
            clientId
                + "/"
                + number
                + " was answered "
                + response
                + " at "
                + ssn
                + ", committed is "
                + responses.get(ssn));
    Response before = answered.put(key, response);
    check(
        before == null || before.equals(response), () -> key + " was answered twice, differently");
  }

  /** All that was answered is in this database, once, with its response. */
  void checkNothingLost(Database database) {
    for (Map.Entry<Key, Response> each : answered.entrySet()) {
      Key key = each.getKey();
      if (key.number() <= database.floor(key.clientId())) {
        continue;
      }
      Database.Row row = database.row(key.clientId(), key.number());
      check(
          row != null && row.response().equals(each.getValue()),
          () -> key + " was answered " + each.getValue() + ", the survivor has " + row);
    }
  }

  /**
   * The operator has forced a primary: what it has is the history from now on, also where another
   * was before; all else is given up, and may come again.
   */
  void begin(Database kept) {
    committed.clear();
    highest = 0;
    responses.clear();
    ssnOf.clear();
    for (Entry entry : kept.operationLog()) {
      committed.put(entry.ssn(), entry.id());
      highest = Math.max(highest, entry.ssn());
      responses.put(entry.ssn(), kept.responseOf(entry));
      if (entry.kind() == Entry.Kind.REQUEST) {
        ssnOf.put(new Key(entry.clientId(), entry.number()), entry.ssn());
      }
    }
    answered
        .entrySet()
        .removeIf(each -> !each.getValue().equals(responses.get(ssnOf.get(each.getKey()))));
    era++;
  }

  int answers() {
    return answered.size();
  }

  /** An instance was stopped by an entry, so many times by now. */
  int suffered(String instance) {
    return suffered.merge(instance, 1, Integer::sum);
  }

  /** How many times each instance was stopped by an entry. */
  Map<String, Integer> suffered() {
    return suffered;
  }

  void check(boolean holds, Supplier<String> sentence) {
    if (!holds) {
      throw new Violation(sentence.get() + "\n" + notes());
    }
  }
}
