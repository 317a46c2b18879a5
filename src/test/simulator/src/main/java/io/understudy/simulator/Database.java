package io.understudy.simulator;

import io.understudy.endpoint.LogExtent;
import io.understudy.endpoint.Standing;
import io.understudy.protocol.ClientNumber;
import io.understudy.protocol.Effect;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import io.understudy.protocol.TableSize;
import io.understudy.protocol.copy.CopyHead;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import io.understudy.protocol.copy.CopyRecord;
import io.understudy.protocol.copy.GenerationFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
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

  /** SSN of the entry that last changed each counter. */
  private final Map<String, Long> generations = new HashMap<>();

  private long executing;
  private final Map<Long, Response> known = new HashMap<>();
  private long fence;
  private long incarnation;
  private long epochSeen;
  private int synced;
  private HistoryDigest digest = HistoryDigest.none(1);
  private Divergence divergence = Divergence.NONE;
  private boolean diverged;
  private boolean torn;
  private long copyId;
  private long logStart = 1;
  private long syncedLogStart = 1;
  private CopyPlace copied;
  private CopyHead head;

  /** Where the reading of the copy began: the requests after that are executed. */
  private long copiedFrom;

  /** What a full copy brought, which no operation log tells: all after it can be executed again. */
  private Database base;

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
    return new Standing(
        fence,
        position(),
        epochs,
        timestamp,
        digest,
        epochSeen,
        incarnation,
        extent(),
        size(),
        null);
  }

  /** What is in the message table. */
  TableSize size() {
    TableSize size = TableSize.NONE;
    for (TreeMap<Long, Row> table : rows.values()) {
      size = size.plus(sizeOf(table));
    }
    return size;
  }

  private static TableSize sizeOf(Map<Long, Row> table) {
    TableSize size = TableSize.NONE;
    for (Row row : table.values()) {
      size = size.with(row.response());
    }
    return size;
  }

  private LogExtent extent() {
    boolean empty = operationLog.size() < logStart;
    long timestamp = operationLog.isEmpty() ? 0 : last().timestamp();
    long bytes = 0;
    for (Entry entry :
        operationLog.subList(
            Math.min((int) logStart - 1, operationLog.size()), operationLog.size())) {
      bytes += entry.payload().size();
    }
    return new LogExtent(
        logStart, bytes, empty ? timestamp : operationLog.get((int) logStart - 1).timestamp());
  }

  /** What is dropped stays here, so that histories can be compared at the end; nobody reads it. */
  LogExtent recycle(long throughSsn, long before) {
    while (logStart <= throughSsn && operationLog.get((int) logStart - 1).timestamp() < before) {
      logStart++;
    }
    return extent();
  }

  long logRows() {
    return operationLog.size() - logStart + 1;
  }

  /** How much older the first entry in the operation log is than the last. */
  long logMillis() {
    return logRows() == 0
        ? 0
        : last().timestamp() - operationLog.get((int) logStart - 1).timestamp();
  }

  long fence() {
    return fence;
  }

  /** Number of the copy it is marked with; 0 for none. */
  long copyId() {
    return copyId;
  }

  boolean isCopying() {
    return copyId != 0;
  }

  /** All before this place of the copy is loaded. */
  CopyPlace copied() {
    return copied;
  }

  /** While it is copying this means nothing, and is where the copy will be. */
  EntryId position() {
    if (isCopying() && head != null) {
      return head.position();
    }
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
    if (isCopying()) {
      throw new Violation("Commit into half a copy: " + group.get(0).id());
    }
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
      Map<Long, Row> forgotten = table.headMap(entry.number(), true);
      Effect effect = Effect.forgetting(sizeOf(forgotten));
      forgotten.clear();
      rows.values().removeIf(Map::isEmpty);
      floors.merge(entry.clientId(), entry.number(), Math::max);
      return effect;
    }
    if (entry.kind() != Entry.Kind.REQUEST) {
      return Effect.EMPTY;
    }
    executing = entry.ssn();
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
    generations.put(counter, executing);
    long objects = before.digest().objects() + Payload.of(counter + " " + value).digest();
    return Effect.of(Response.result(Payload.of(value)), objects);
  }

  /** A part of a transaction is in it, and nothing more can be committed. */
  void tear() {
    torn = true;
  }

  boolean isTorn() {
    return torn;
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
    TreeMap<Long, Row> table = rows.get(clientId);
    return table == null ? null : table.get(number);
  }

  int count(String clientId) {
    TreeMap<Long, Row> table = rows.get(clientId);
    return table == null ? 0 : table.size();
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
    if (from < logStart) {
      return List.of();
    }
    int first = (int) from - 1;
    return List.copyOf(operationLog.subList(first, Math.min(operationLog.size(), first + count)));
  }

  EntryId sync() {
    synced = operationLog.size();
    syncedLogStart = logStart;
    return position();
  }

  // --- full copies

  /** All is void from now on, and on disk it says so. */
  void beginCopy(long id) {
    erase();
    copyId = id;
    copied = CopyPlace.BEGIN;
  }

  /** All it holds: now, or fuzzily, as it is when it is read. */
  Reading read(boolean fuzzily) {
    return fuzzily ? new FuzzyReading(this) : new Snapshot(this);
  }

  void load(long id, CopyPage page, Set<Long> rejected) {
    if (id != copyId || !page.from().equals(copied)) {
      return;
    }
    if (copied.equals(CopyPlace.BEGIN)) {
      copiedFrom = page.head().position().ssn();
    }
    for (CopyRecord record : page.records()) {
      load(record, rejected);
    }
    head = page.head();
    copied = page.next();
  }

  private void load(CopyRecord record, Set<Long> rejected) {
    if (record instanceof CopyRecord.OfEntry entry) {
      operationLog.add(entry.entry());
      if (entry.entry().ssn() > copiedFrom && !rejected.contains(entry.entry().ssn())) {
        replay(entry.entry());
      }
    } else if (record instanceof CopyRecord.OfObject mark
        && mark.entity().equals(Snapshot.DIVERGED)) {
      diverged = true;
    } else if (record instanceof CopyRecord.OfObject counter) {
      generations.put(counter.attributes().get(Snapshot.NAME).text(), counter.generation());
      counters.put(
          counter.attributes().get(Snapshot.NAME).text(),
          Long.parseLong(counter.attributes().get(Snapshot.VALUE).text()));
    } else if (record instanceof CopyRecord.OfRequest row) {
      rows.computeIfAbsent(row.clientId(), client -> new TreeMap<>())
          .put(row.number(), new Row(row.ssn(), row.digest(), row.response()));
    } else if (record instanceof CopyRecord.OfClient client) {
      floors.put(client.clientId(), client.floor());
    }
  }

  /** Of a fuzzy copy. Its response came with the message table, if it is not forgotten. */
  private void replay(Entry entry) {
    if (entry.kind() == Entry.Kind.REQUEST
        && entry.operation().equals("add")
        && !copiedResponse(entry).isError()
        && !GenerationFilter.has(generation(Traffic.input(entry.payload())), entry.ssn())) {
      executing = entry.ssn();
      operate(entry.operation(), entry.payload());
    }
  }

  void endCopy(long id) {
    if (id == copyId) {
      copyId = 0;
      copied = null;
      digest = head.digest();
      head = null;
      logStart = operationLog.size() + 1;
      operationLog.forEach(entry -> effects.add(Effect.of(copiedResponse(entry), 0)));
      base = new Database();
      base.become(this);
      sync();
    }
  }

  private Response copiedResponse(Entry entry) {
    Row row = entry.kind() == Entry.Kind.REQUEST ? row(entry.clientId(), entry.number()) : null;
    return row == null ? Response.EMPTY : row.response();
  }

  private void become(Database other) {
    operationLog.addAll(other.operationLog);
    effects.addAll(other.effects);
    digest = other.digest;
    diverged = other.diverged;
    other.rows.forEach((client, table) -> rows.put(client, new TreeMap<>(table)));
    floors.putAll(other.floors);
    counters.putAll(other.counters);
    generations.putAll(other.generations);
  }

  /** SSN of the entry that last changed a counter; 0 if none has. */
  long generation(String counter) {
    return generations.getOrDefault(counter, 0L);
  }

  /** The operation log has all from this SSN on. */
  long logFrom() {
    return logStart;
  }

  HistoryDigest digest() {
    return digest;
  }

  Map<String, TreeMap<Long, Row>> rows() {
    return rows;
  }

  Map<String, Long> floors() {
    return floors;
  }

  NavigableMap<String, Long> counters() {
    return counters;
  }

  /** The machine lost power: what was not synced is gone; of a copy under way, all of it. */
  void loseUnsynced() {
    if (isCopying()) {
      beginCopy(copyId);
      return;
    }
    List<Entry> kept = List.copyOf(operationLog.subList(0, synced));
    Map<Long, Response> given = Map.copyOf(known);
    Database beneath = base;
    long start = syncedLogStart;
    clear();
    if (beneath != null) {
      base = beneath;
      become(beneath);
    }
    commit(kept.subList(operationLog.size(), kept.size()), given);
    logStart = start;
    synced = kept.size();
    syncedLogStart = start;
  }

  void erase() {
    clear();
    synced = 0;
    torn = false;
  }

  private void clear() {
    operationLog.clear();
    effects.clear();
    digest = HistoryDigest.none(1);
    diverged = false;
    rows.clear();
    floors.clear();
    counters.clear();
    generations.clear();
    known.clear();
    base = null;
    logStart = 1;
    syncedLogStart = 1;
    copyId = 0;
    copied = null;
    head = null;
  }

  boolean sameAs(Database other) {
    return operationLog.equals(other.operationLog)
        && rows.equals(other.rows)
        && floors.equals(other.floors)
        && counters.equals(other.counters)
        && generations.equals(other.generations);
  }
}
