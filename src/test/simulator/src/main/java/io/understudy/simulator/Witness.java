package io.understudy.simulator;

import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Sees every commit and every answer of all instances, and fails as soon as two commits disagree,
 * an answer is lost, a request has its effect twice, or a query is answered from the past.
 */
public final class Witness {
  private record Key(String clientId, long number) {}

  private final TreeMap<Long, EntryId> committed = new TreeMap<>();
  private final Map<Key, Long> ssnOf = new HashMap<>();
  private final Map<Long, Response> responses = new HashMap<>();
  private final Map<Key, Response> answered = new HashMap<>();
  private final Map<String, Long> told = new HashMap<>();
  private final Set<String> expired = new HashSet<>();
  private long highestAnswered;
  private int era;
  private final Set<String> seen = new HashSet<>();
  private final List<String> log = new ArrayList<>();

  /** Something happened worth counting: a run that never reached a fault kind says so. */
  public void count(String event) {
    seen.add(event);
  }

  public Set<String> counted() {
    return seen;
  }

  public void note(String line) {
    log.add(line);
    if (log.size() > 400) {
      log.remove(0);
    }
  }

  /** What happened last, oldest first. */
  public List<String> notes() {
    return log;
  }

  void committed(String instance, Entry entry, Response response) {
    EntryId before = committed.putIfAbsent(entry.ssn(), entry.id());
    check(
        before == null || before.equals(entry.id()),
        instance + " committed " + entry.id() + ", another " + before);
    Response first = responses.putIfAbsent(entry.ssn(), response);
    check(
        first == null || first.equals(response),
        instance + " answers " + entry.id() + " with " + response + ", another " + first);
    if (entry.kind() == Entry.Kind.REQUEST) {
      Long other = ssnOf.putIfAbsent(new Key(entry.clientId(), entry.number()), entry.ssn());
      check(
          other == null || other == entry.ssn(),
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

  /** Counts how often the operator has given something up: what was known before is void. */
  int era() {
    return era;
  }

  /** Highest SSN that any client was told. */
  long highestAnswered() {
    return highestAnswered;
  }

  /**
   * @param after highest SSN any client had been told when the request was submitted
   */
  void answered(String clientId, long number, long ssn, long after, Response response) {
    Key key = new Key(clientId, number);
    check(ssn > after, key + " is at " + ssn + ", though it came after " + after);
    check(ssnOf.getOrDefault(key, 0L) == ssn, key + " was answered for " + ssn);
    highestAnswered = Math.max(highestAnswered, ssn);
    check(
        responses.containsKey(ssn) && responses.get(ssn).equals(response),
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
    check(before == null || before.equals(response), key + " was answered twice, differently");
  }

  /** A counter that only grows has been shown to have this value. */
  void shown(String counter, long value) {
    told.merge(counter, value, Math::max);
  }

  long shown(String counter) {
    return told.getOrDefault(counter, 0L);
  }

  void queried(String counter, long shownBefore, long value) {
    check(
        value >= shownBefore,
        "a query shows " + counter + " = " + value + " after it was " + shownBefore);
    shown(counter, value);
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
          key + " was answered " + each.getValue() + ", the survivor has " + row);
    }
  }

  /**
   * The operator has forced a primary: what it has is the history from now on, also where another
   * was before; all else is given up, and may come again.
   */
  void begin(Database kept) {
    committed.clear();
    responses.clear();
    ssnOf.clear();
    for (Entry entry : kept.operationLog()) {
      committed.put(entry.ssn(), entry.id());
      responses.put(entry.ssn(), kept.responseOf(entry));
      if (entry.kind() == Entry.Kind.REQUEST) {
        ssnOf.put(new Key(entry.clientId(), entry.number()), entry.ssn());
      }
    }
    answered
        .entrySet()
        .removeIf(each -> !each.getValue().equals(responses.get(ssnOf.get(each.getKey()))));
    told.clear();
    highestAnswered = 0;
    era++;
  }

  int answers() {
    return answered.size();
  }

  void check(boolean holds, String sentence) {
    if (!holds) {
      throw new Violation(sentence + "\n" + String.join("\n", log));
    }
  }
}
