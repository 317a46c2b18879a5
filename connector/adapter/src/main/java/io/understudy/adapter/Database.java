package io.understudy.adapter;

import io.understudy.adapter.OperatorLog.Notice;
import io.understudy.endpoint.ClientStanding;
import io.understudy.endpoint.CopyMark;
import io.understudy.endpoint.Identity;
import io.understudy.endpoint.InstanceEndpoint;
import io.understudy.endpoint.LogExtent;
import io.understudy.endpoint.Standing;
import io.understudy.endpoint.StoredResponse;
import io.understudy.endpoint.WrongDatabaseException;
import io.understudy.protocol.ClientNumber;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Moment;
import io.understudy.protocol.Response;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.instance.Instance;
import io.understudy.protocol.instance.Instance.Stored;
import io.understudy.protocol.instance.Report;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Connection;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * All that is done with the database, each kind on threads of its own: groups, the fence and all
 * else that writes in one order on one thread, look-ups one after another, queries side by side;
 * and one waits for the disk. What fails, but for groups and queries, is tried again until it goes
 * through.
 */
final class Database {
  private static final int QUERY_THREADS = 2;
  private static final int TASKS_BESIDE_CLIENTS = 1024;

  /** The core asks for the next sync when the one before has ended. */
  private static final int SYNCS = 64;

  /** Clients looked up in one transaction. */
  private static final int CLIENTS = 64;

  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 2000;
  private static final long END_MILLIS = 10_000;

  private final Identity identity;
  private final Mailbox events;
  private final OperatorLog log;
  private final Consumer<Throwable> onFailure;
  private final GroupExecutor groups;
  private final EndpointWorkers lookUps;
  private final EndpointWorkers queries;
  private final EndpointWorkers syncs;
  private final CopyReaders copies;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicBoolean recycling = new AtomicBoolean();

  /** Clients to be looked up: after a failover all come at once. A task waits for each of them. */
  private final BlockingQueue<Connection> strangers = new LinkedBlockingQueue<>();

  /**
   * @param note keeps what is being executed
   * @param onFailure told if the database is another's or has gone back, or the process has failed:
   *     nothing goes on then
   */
  Database(
      InstanceConfiguration configuration,
      EndpointSource source,
      Workers workers,
      TransactionSynchronizationRegistry registry,
      Mailbox events,
      ExecutionNote note,
      OperatorLog log,
      Consumer<Throwable> onFailure) {
    this.identity = new Identity(configuration.serviceId().toString(), configuration.instance());
    this.events = events;
    this.log = log;
    this.onFailure = onFailure;
    this.groups =
        new GroupExecutor(
            source, workers, registry, new GroupOutcomes(events, onFailure), note, log);
    this.copies =
        new CopyReaders(source, workers, events, log, configuration.settings().fuzzyCopy() == 1);
    int perClient = 2 * configuration.settings().maxClients();
    this.lookUps =
        new EndpointWorkers(
            "understudy-lookup", 1, perClient + TASKS_BESIDE_CLIENTS, source, workers, log);
    this.queries =
        new EndpointWorkers(
            "understudy-query",
            QUERY_THREADS,
            2 * configuration.settings().maxPending(),
            source,
            workers,
            log);
    this.syncs = new EndpointWorkers("understudy-sync", 1, SYNCS, source, workers, log);
  }

  GroupExecutor groups() {
    return groups;
  }

  void raiseFence(long epochSeen) {
    groups.afterGroups(
        endpoint ->
            persist(
                "raise the fence",
                (InstanceEndpoint) endpoint,
                database -> database.raiseFence(identity, epochSeen),
                this::tell,
                this::tellFailing));
  }

  private void tell(Standing standing) {
    CopyMark copying = standing.copying();
    if (copying != null) {
      events.tell((instance, now) -> instance.onCopying(copying.copyId(), copying.place()));
    }
    events.tell(
        (instance, now) -> {
          instance.onStanding(
              standing.fence(),
              standing.position(),
              standing.epochs(),
              standing.lastTimestamp(),
              standing.digest(),
              standing.epochSeen(),
              standing.incarnation(),
              now);
          tell(standing.fence(), standing.log(), instance);
          instance.onTableSize(standing.messages());
        });
  }

  private static void tell(long fence, LogExtent log, Instance instance) {
    instance.onLogExtent(fence, log.first(), log.bytes(), log.timestamp());
  }

  /** In the order of the groups: whoever asks for it has abandoned what was under way. */
  void erase() {
    groups.afterGroups(
        endpoint ->
            persist(
                "empty the database",
                (InstanceEndpoint) endpoint,
                database -> {
                  database.erase();
                  return true;
                },
                done -> events.tell((instance, now) -> instance.onErased(now)),
                this::tellFailing));
  }

  CopyReaders copies() {
    return copies;
  }

  void beginCopy(long copyId) {
    copy(
        "begin a full copy",
        copyId,
        database -> database.beginCopy(copyId),
        (instance, now) -> instance.onCopyBegun(copyId, now));
  }

  void loadCopy(long copyId, CopyPage page, Set<Long> rejected) {
    copy(
        "load a page of a full copy",
        copyId,
        database -> database.loadCopy(copyId, page, rejected),
        (instance, now) -> instance.onCopyLoaded(copyId, page.next(), now));
  }

  void endCopy(long copyId) {
    copy(
        "end a full copy",
        copyId,
        database -> database.endCopy(copyId),
        (instance, now) -> instance.onCopyEnded(copyId, now));
  }

  private void copy(
      String what,
      long copyId,
      Consumer<InstanceEndpoint> task,
      BiConsumer<Instance, Moment> onDone) {
    CopyStep step = new CopyStep(task);
    groups.afterGroups(
        endpoint ->
            persist(
                what,
                (InstanceEndpoint) endpoint,
                step::run,
                (Optional<String> refusal) ->
                    events.tell(
                        (instance, now) -> {
                          if (refusal.isPresent()) {
                            instance.onCopyRefused(copyId, refusal.get(), now);
                          } else {
                            onDone.accept(instance, now);
                          }
                        }),
                this::tellFailing));
  }

  void sync() {
    groups.betweenGroups(
        endpoint ->
            persist(
                "begin to sync the database",
                (InstanceEndpoint) endpoint,
                InstanceEndpoint::beginSync,
                this::endSync,
                this::tellFailing));
  }

  /** The disk is waited for while groups and look-ups go on. */
  private void endSync(EntryId position) {
    offer(
        syncs,
        "sync the database",
        database -> {
          database.endSync();
          return position;
        },
        synced -> events.tell((instance, now) -> instance.onSynced(synced, now)));
  }

  void readOperationLog(String forInstance, long fromSsn, int maxEntries, int maxBytes) {
    lookUp(
        "read the operation log",
        database -> database.readOperationLog(fromSsn, maxEntries, maxBytes),
        (List<Entry> entries) ->
            events.tell(
                (instance, now) -> instance.onOperationLog(forInstance, fromSsn, entries, now)));
  }

  /**
   * Tried once: no group is to wait for it. The core asks again after a while; one that waits then
   * is enough.
   */
  void recycleOperationLog(long fence, long throughSsn, long before) {
    if (recycling.compareAndSet(false, true)) {
      groups.betweenGroups(
          endpoint -> {
            recycling.set(false);
            ((InstanceEndpoint) endpoint)
                .recycleOperationLog(fence, throughSsn, before)
                .ifPresent(left -> events.tell((instance, now) -> tell(fence, left, instance)));
          });
    }
  }

  void lookUpClient(Connection connection) {
    strangers.add(connection);
    if (!lookUps.offer(endpoint -> lookUpStrangers((InstanceEndpoint) endpoint))) {
      strangers.remove(connection);
      reportBusy("look up a client");
    }
  }

  /** All that wait are one transaction's work; the tasks of the others then find nobody. */
  private void lookUpStrangers(InstanceEndpoint endpoint) {
    List<Connection> some = new ArrayList<>();
    strangers.drainTo(some, CLIENTS);
    if (!some.isEmpty()) {
      persist(
          "look up clients",
          endpoint,
          database -> database.clients(some.stream().map(Connection::clientId).toList()),
          (List<ClientStanding> standings) -> tell(some, standings),
          this::reportFailing);
    }
  }

  private void tell(List<Connection> clients, List<ClientStanding> standings) {
    events.tell(
        (instance, now) -> {
          for (int i = 0; i < clients.size(); i++) {
            ClientStanding standing = standings.get(i);
            instance.onClientStanding(clients.get(i), standing.highest(), standing.floor(), now);
          }
        });
  }

  void countRows(Connection connection) {
    lookUp(
        "count the rows of a client",
        database -> database.countRows(connection.clientId()),
        (Long rows) ->
            events.tell((instance, now) -> instance.onRowsCounted(connection, rows, now)));
  }

  void lookUp(Connection connection, List<Long> numbers) {
    lookUp(
        "look up responses",
        database -> database.lookUp(connection.clientId(), numbers),
        (Map<Long, StoredResponse> rows) -> {
          Map<Long, Stored> stored = new HashMap<>();
          rows.forEach(
              (number, row) ->
                  stored.put(number, new Stored(row.ssn(), row.digest(), row.response())));
          events.tell((instance, now) -> instance.onStored(connection, numbers, stored, now));
        });
  }

  void readMessageTable(ClientNumber after, int maxRows) {
    lookUp(
        "read the message table",
        database -> database.readMessageTable(after, maxRows),
        (List<ClientNumber> rows) ->
            events.tell((instance, now) -> instance.onMessageTable(after, rows, now)));
  }

  void query(Connection connection, ClientMessage.Request request) {
    QueryRun run =
        new QueryRun(
            request, response -> answer(connection, request, response), this::answersAfter);
    if (!queries.offer(run)) {
      answer(connection, request, Response.error("BUSY", "Too many queries wait."));
    }
  }

  /** Whether the database answers, if need be after a while; false if it is not to be asked. */
  private boolean answersAfter(RuntimeException failure, InstanceEndpoint endpoint) {
    Optional<WrongDatabaseException> wrong = wrongDatabase(failure);
    wrong.ifPresent(onFailure);
    return wrong.isEmpty()
        && persist(
            "answer after a query had failed",
            endpoint,
            database -> database.countRows(""),
            (Long rows) -> {},
            this::reportFailing);
  }

  private void answer(Connection connection, ClientMessage.Request request, Response response) {
    events.tell((instance, now) -> instance.onQueried(connection, request.number(), response, now));
  }

  /** Lets everything end; what waits is dropped, what is under way ends first or is abandoned. */
  void close() {
    closing.countDown();
    copies.closeAll();
    groups.close();
    lookUps.close();
    queries.close();
    syncs.close();
  }

  /** Waits for the end; says so if it takes too long. */
  void awaitEnd() throws InterruptedException {
    if (!(groups.awaitEnd(END_MILLIS)
        && lookUps.awaitEnd(END_MILLIS)
        && queries.awaitEnd(END_MILLIS)
        && syncs.awaitEnd(END_MILLIS))) {
      log.notice(Notice.ENDPOINT_FAILED, "The database still works though it was told to end.");
    }
  }

  private <T> void lookUp(String what, Function<InstanceEndpoint, T> task, Consumer<T> onDone) {
    offer(lookUps, what, task, onDone);
  }

  private <T> void offer(
      EndpointWorkers to, String what, Function<InstanceEndpoint, T> task, Consumer<T> onDone) {
    boolean taken =
        to.offer(
            endpoint ->
                persist(what, (InstanceEndpoint) endpoint, task, onDone, this::reportFailing));
    if (!taken) {
      reportBusy(what);
    }
  }

  private void reportBusy(String what) {
    log.notice(Notice.DATABASE_BUSY, "Too much waits to " + what + "; it was dropped.");
  }

  /** On the thread of the groups and the fence: the core is to know that it does not hang. */
  private void tellFailing(String cause) {
    events.tell((instance, now) -> instance.onDatabaseFailed(cause, now));
  }

  private void reportFailing(String cause) {
    log.report(new Report(Report.Kind.DATABASE_FAILED, cause));
  }

  /**
   * Until it goes through, with growing pauses.
   *
   * @param onFailing told each time it does not
   * @return false if this is closed before
   */
  private <T> boolean persist(
      String what,
      InstanceEndpoint endpoint,
      Function<InstanceEndpoint, T> task,
      Consumer<T> onDone,
      Consumer<String> onFailing) {
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      try {
        onDone.accept(task.apply(endpoint));
        return true;
      } catch (RuntimeException e) {
        Optional<WrongDatabaseException> wrong = wrongDatabase(e);
        if (wrong.isPresent()) {
          onFailure.accept(wrong.get());
          return false;
        }
        onFailing.accept("The database did not " + what + " and is asked again: " + e);
        if (closed(pause)) {
          return false;
        }
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      }
    }
  }

  private boolean closed(long afterMillis) {
    try {
      return closing.await(afterMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** What the container has wrapped, if it is that. */
  private static Optional<WrongDatabaseException> wrongDatabase(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof WrongDatabaseException wrong) {
        return Optional.of(wrong);
      }
    }
    return Optional.empty();
  }
}
