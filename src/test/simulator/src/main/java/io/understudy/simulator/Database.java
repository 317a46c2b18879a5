package io.understudy.simulator;

import io.understudy.endpoint.Standing;
import io.understudy.protocol.ClientNumber;
import io.understudy.protocol.Effect;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
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

  /** Code of a response that only one instance gives. */
  static final String OTHER = "OTHER";

  /** How an execution comes to something else than the others'. */
  enum Divergence {
    NONE,
    RESPONSE,
    OBJECTS
  }

  private final List<Entry> operationLog = new ArrayList<>();
  private final List<Effect> effects = new ArrayList<>();
  private final Map<String, TreeMap<Long, Row>> rows = new HashMap<>();
  private final Map<String, Long> floors = new HashMap<>();
  private final TreeMap<String, Long> counters = new TreeMap<>();
  private final Map<Long, Response> known = new HashMap<>();
  private long fence;
  private long incarnation;
  private long epochSeen;
  private int synced;
  private HistoryDigest digest = HistoryDigest.none(1);
  private Divergence divergence = Divergence.NONE;
  private boolean diverged;

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
    return new Standing(fence, position(), epochs, timestamp, digest, epochSeen, incarnation);
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
  List<Effect> commit(List<Entry> group, Map<Long, Response> given) {
    known.putAll(given);
    return commit(group);
  }

  private List<Effect> commit(List<Entry> group) {
    List<Effect> came = new ArrayList<>();
    for (Entry entry : group) {
      if (entry.ssn() != operationLog.size() + 1) {
        throw new Violation("Commit of " + entry.id() + " at " + position());
      }
      Effect effect = apply(entry);
      came.add(effect);
      operationLog.add(entry);
      digest = digest.then(effect.digest());
    }
    effects.addAll(came);
    return came;
  }

  private Effect apply(Entry entry) {
    if (entry.kind() == Entry.Kind.FORGET) {
      TreeMap<Long, Row> table = rows.getOrDefault(entry.clientId(), new TreeMap<>());
      table.headMap(entry.number(), true).clear();
      rows.values().removeIf(Map::isEmpty);
      floors.merge(entry.clientId(), entry.number(), Math::max);
    }
    if (entry.kind() != Entry.Kind.REQUEST) {
      return Effect.EMPTY;
    }
    Response given = known.get(entry.ssn());
    Effect effect =
        given == null
            ? diverge(entry, operate(entry.operation(), entry.payload()))
            : Effect.of(given, 0);
    Response response = effect.response();
    long content = Entry.digest(entry.operation(), entry.payload());
    rows.computeIfAbsent(entry.clientId(), id -> new TreeMap<>())
        .put(entry.number(), new Row(entry.ssn(), content, response));
    return effect;
  }

  /** An error that an operation declares has written nothing. */
  private Effect operate(String operation, Payload payload) {
    if (operation.equals("poison")) {
      return error("SURVIVED", "here it did no harm");
    }
    String input = Traffic.input(payload);
    switch (operation) {
      case "add":
        return count(input, 1, Effect.EMPTY);
      case "move":
        String from = input.substring(0, 2);
        if (counters.getOrDefault(from, 0L) == 0) {
          return error("EMPTY", from + " holds nothing");
        }
        return count(from, -1, count(input.substring(3), 1, Effect.EMPTY));
      default:
        return error("FAILED", "as asked for");
    }
  }

  private static Effect error(String code, String text) {
    return Effect.of(Response.error(code, text), 0);
  }

  /** Tells the new value; what was written before by the same entry is digested too. */
  private Effect count(String counter, long delta, Effect before) {
    String value = Long.toString(counters.merge(counter, delta, Long::sum));
    long objects = before.digest().objects() + Payload.of(counter + " " + value).digest();
    return Effect.of(Response.result(Payload.of(value)), objects);
  }

  /** From the next mutation on it is not what it ought to be. */
  void diverge(Divergence how) {
    divergence = how;
  }

  /** Whether it has executed something otherwise than the others. */
  boolean hasDiverged() {
    return diverged;
  }

  private Effect diverge(Entry entry, Effect right) {
    Divergence how = divergence;
    divergence = Divergence.NONE;
    if (how == Divergence.NONE) {
      return right;
    }
    diverged = true;
    if (how == Divergence.RESPONSE) {
      Response other = Response.error(OTHER, entry.toString());
      return Effect.of(other, right.digest().objects());
    }
    // A counter that nobody asks for: only its digest tells.
    long stray = counters.merge("stray", entry.ssn(), Long::sum);
    return Effect.of(right.response(), right.digest().objects() + stray);
  }

  Response query(String counter) {
    return Traffic.seen(counters.getOrDefault(counter, 0L), position().ssn());
  }

  List<Entry> operationLog() {
    return operationLog;
  }

  Response responseOf(Entry entry) {
    return effects.get((int) entry.ssn() - 1).response();
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
    effects.clear();
    digest = HistoryDigest.none(1);
    diverged = false;
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
