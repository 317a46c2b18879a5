package io.understudy.simulator;

import io.understudy.endpoint.Standing;
import io.understudy.protocol.ClientNumber;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** An instance's database: counters, message table and operation log; it may sync late. */
final class Database {
  /** A row of the message table. */
  record Row(long ssn, long digest, Response response) {}

  private final List<Entry> operationLog = new ArrayList<>();
  private final List<Response> responses = new ArrayList<>();
  private final Map<String, TreeMap<Long, Row>> rows = new HashMap<>();
  private final Map<String, Long> floors = new HashMap<>();
  private final TreeMap<String, Long> counters = new TreeMap<>();
  private final Map<Long, Response> known = new HashMap<>();
  private long fence;
  private long incarnation;
  private long epochSeen;
  private int synced;

  Standing raiseFence(long epoch, boolean newIncarnation) {
    fence++;
    incarnation += newIncarnation ? 1 : 0;
    epochSeen = Math.max(epochSeen, epoch);
    sync();
    List<EntryId> epochs = new ArrayList<>();
    long last = 0;
    for (Entry entry : operationLog) {
      if (entry.epoch() > last) {
        last = entry.epoch();
        epochs.add(entry.id());
      }
    }
    long timestamp = operationLog.isEmpty() ? 0 : last().timestamp();
    return new Standing(fence, position(), epochs, timestamp, epochSeen, incarnation);
  }

  long fence() {
    return fence;
  }

  EntryId position() {
    return operationLog.isEmpty() ? EntryId.NONE : last().id();
  }

  boolean contains(EntryId id) {
    return id.ssn() <= operationLog.size() && operationLog.get((int) id.ssn() - 1).id().equals(id);
  }

  /** Whether even after a loss of power it needs this entry of the log no more. */
  boolean covers(EntryId id) {
    boolean cannotFollow = id.epoch() < position().epoch();
    return id.ssn() <= synced || cannotFollow;
  }

  private Entry last() {
    return operationLog.get(operationLog.size() - 1);
  }

  /**
   * Executes and commits.
   *
   * @param given responses by SSN, of entries that are not executed
   */
  List<Response> commit(List<Entry> group, Map<Long, Response> given) {
    known.putAll(given);
    return commit(group);
  }

  private List<Response> commit(List<Entry> group) {
    List<Response> answers = new ArrayList<>();
    for (Entry entry : group) {
      if (entry.ssn() != operationLog.size() + 1) {
        throw new Violation("Commit of " + entry.id() + " at " + position());
      }
      answers.add(apply(entry));
      operationLog.add(entry);
    }
    responses.addAll(answers);
    return answers;
  }

  private Response apply(Entry entry) {
    if (entry.kind() == Entry.Kind.FORGET) {
      TreeMap<Long, Row> table = rows.getOrDefault(entry.clientId(), new TreeMap<>());
      table.headMap(entry.number(), true).clear();
      rows.values().removeIf(Map::isEmpty);
      floors.merge(entry.clientId(), entry.number(), Math::max);
    }
    if (entry.kind() != Entry.Kind.REQUEST) {
      return Response.EMPTY;
    }
    Response response = known.get(entry.ssn());
    if (response == null) {
      response = operate(entry.operation(), entry.payload());
    }
    long digest = Entry.digest(entry.operation(), entry.payload());
    rows.computeIfAbsent(entry.clientId(), id -> new TreeMap<>())
        .put(entry.number(), new Row(entry.ssn(), digest, response));
    return response;
  }

  /** An error that an operation declares has written nothing. */
  private Response operate(String operation, Payload payload) {
    if (operation.equals("poison")) {
      return Response.error("SURVIVED", "here it did no harm");
    }
    String input = Traffic.input(payload);
    switch (operation) {
      case "add":
        return result(counters.merge(input, 1L, Long::sum));
      case "move":
        String from = input.substring(0, 2);
        if (counters.getOrDefault(from, 0L) == 0) {
          return Response.error("EMPTY", from + " holds nothing");
        }
        counters.merge(input.substring(3), 1L, Long::sum);
        return result(counters.merge(from, -1L, Long::sum));
      default:
        return Response.error("FAILED", "as asked for");
    }
  }

  private static Response result(long value) {
    return Response.result(Payload.of(Long.toString(value)));
  }

  Response query(String counter) {
    return Traffic.seen(counters.getOrDefault(counter, 0L), position().ssn());
  }

  List<Entry> operationLog() {
    return operationLog;
  }

  Response responseOf(Entry entry) {
    return responses.get((int) entry.ssn() - 1);
  }

  Row row(String clientId, long number) {
    return rows.getOrDefault(clientId, new TreeMap<>()).get(number);
  }

  long highest(String clientId) {
    TreeMap<Long, Row> table = rows.get(clientId);
    return table == null || table.isEmpty() ? floor(clientId) : table.lastKey();
  }

  /** Of each client with rows among the next ones, the last of its rows. */
  List<ClientNumber> rows(ClientNumber after, int max) {
    TreeMap<String, Long> lasts = new TreeMap<>();
    int count = 0;
    for (String client : new TreeSet<>(rows.keySet()).tailSet(after.clientId(), true)) {
      long from = client.equals(after.clientId()) ? after.number() : 0;
      for (long number : rows.get(client).tailMap(from, false).keySet()) {
        if (count++ < max) {
          lasts.put(client, number);
        }
      }
    }
    return lasts.entrySet().stream()
        .map(last -> new ClientNumber(last.getKey(), last.getValue()))
        .toList();
  }

  long floor(String clientId) {
    return floors.getOrDefault(clientId, 0L);
  }

  List<Entry> read(long from, int count) {
    int first = (int) from - 1;
    return List.copyOf(operationLog.subList(first, Math.min(operationLog.size(), first + count)));
  }

  EntryId sync() {
    synced = operationLog.size();
    return position();
  }

  /** The machine lost power: what was not synced is gone. */
  void loseUnsynced() {
    List<Entry> kept = List.copyOf(operationLog.subList(0, synced));
    Map<Long, Response> given = Map.copyOf(known);
    clear();
    commit(kept, given);
    synced = kept.size();
  }

  void erase() {
    clear();
    synced = 0;
  }

  private void clear() {
    operationLog.clear();
    responses.clear();
    rows.clear();
    floors.clear();
    counters.clear();
    known.clear();
  }

  boolean sameAs(Database other) {
    return operationLog.equals(other.operationLog)
        && rows.equals(other.rows)
        && floors.equals(other.floors)
        && counters.equals(other.counters);
  }
}
