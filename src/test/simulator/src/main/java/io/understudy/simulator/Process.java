package io.understudy.simulator;

import io.understudy.endpoint.LogExtent;
import io.understudy.endpoint.Standing;
import io.understudy.protocol.ClientNumber;
import io.understudy.protocol.Configuration;
import io.understudy.protocol.Effect;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Moment;
import io.understudy.protocol.Registration;
import io.understudy.protocol.Response;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import io.understudy.protocol.instance.Actions;
import io.understudy.protocol.instance.GroupFailure;
import io.understudy.protocol.instance.Instance;
import io.understudy.protocol.instance.Report;
import io.understudy.protocol.instance.Role;
import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Connection;
import io.understudy.protocol.message.CopyLost;
import io.understudy.protocol.message.LogMessage;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.PeerMessage;
import io.understudy.protocol.message.Rebuild;
import io.understudy.protocol.message.Restart;
import io.understudy.protocol.message.ServerMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** One incarnation of the instance. What it had not synced to its log when it dies is lost. */
final class Process implements Actions {
  private static final Map<String, Boolean> OPERATIONS =
      Map.of("add", true, "move", true, "fail", true, "poison", true, "get", false);

  private final Cluster cluster;
  private final Machine machine;
  private final String name;
  private final Database database;
  private final Disk disk;
  private final Timeline time;
  private final Instance instance;
  private final List<Runnable> stopped = new ArrayList<>();
  private final Deque<Consumer<Instance>> fromClients = new ArrayDeque<>();
  private boolean paused;
  private long pausedAt;
  private final Hearing hearing;
  private final Runnable tick = this::tick;
  private final Runnable wakeToTick = () -> wake(tick);
  private final Map<Long, Reading> readings = new HashMap<>();

  /** Copies that are read and have not been let go. */
  private final Set<Long> copies = new HashSet<>();

  private long logReadyAt;
  private long databaseFailsUntil;
  private boolean first = true;
  private List<Entry> group = List.of();
  private Map<Long, Response> known = Map.of();
  private long groupFence;
  private boolean executed;
  private long released;
  private long groupNumber;
  private boolean hangs;
  private int actionsLeft;

  /** It dies in the middle of a step. */
  private static final class Killed extends Error {
    Killed() {
      super("killed", null, false, false);
    }
  }

  Process(Cluster cluster, Machine machine) {
    this.cluster = cluster;
    this.machine = machine;
    this.name = machine.name();
    this.database = machine.database();
    this.disk = machine.disk();
    this.time = cluster.time();
    this.hearing = new Hearing(cluster, name, now().monotonic());
    this.instance =
        new Instance(name, cluster.settings(), OPERATIONS, time.random()::nextLong, this);
  }

  String name() {
    return name;
  }

  Instance instance() {
    return instance;
  }

  boolean isAlive() {
    return machine.process() == this;
  }

  Moment now() {
    return machine.clock().now();
  }

  /** The journal takes nothing for so long. */
  void stallLog(long millis) {
    logReadyAt = Math.max(logReadyAt, time.micros()) + 1000 * millis;
  }

  void failDatabase(long millis) {
    databaseFailsUntil = time.micros() + 1000 * millis;
  }

  boolean isLogStalled() {
    return logReadyAt > time.micros();
  }

  /** SIGSTOP: nothing happens here until it goes on, and then all that was waiting. */
  void pause() {
    pausedAt = paused ? pausedAt : time.micros();
    paused = true;
  }

  void goOn() {
    if (paused && isAlive() && instance.role() == Role.PRIMARY) {
      countPrimaryGoingOn();
    }
    paused = false;
    List<Runnable> waiting = List.copyOf(stopped);
    stopped.clear();
    waiting.forEach(task -> after(0, task));
  }

  /** In its own eyes it is in office still, and it may be neither leased nor the primary. */
  private void countPrimaryGoingOn() {
    if (time.micros() - pausedAt > 1000L * cluster.settings().promiseMillis()) {
      cluster.witness().count("primary gone on after its lease");
    }
    if (!cluster.record().isPrimary(instance.self())) {
      cluster.witness().count("replaced primary gone on");
    }
  }

  /** Done after so many microseconds, if the process lives; while it is stopped, it waits. */
  private void after(long delay, Runnable task) {
    time.after(delay, () -> wake(task));
  }

  private void wake(Runnable task) {
    if (isAlive() && paused) {
      stopped.add(task);
    } else if (isAlive()) {
      try {
        task.run();
      } catch (Killed killed) {
        cluster.witness().count("crash in the middle of a step");
        cluster.crash(name, time.chance(0.3));
      }
    }
  }

  /** It dies when it is about to do so many more things, whatever it has done of a step by then. */
  void killBeforeAction(int number) {
    actionsLeft = number;
  }

  private void act() {
    if (actionsLeft > 0 && --actionsLeft == 0) {
      throw new Killed();
    }
  }

  void boot() {
    ExecutionNote note = machine.note();
    post(starting -> starting.onInterrupted(note.entry(), note.failures()));
    long noted = note.committed();
    boolean whole = note.isWhole();
    post(starting -> starting.onNoted(noted, whole));
    post(started -> started.start(now()));
    disk.readAnew(database.position().ssn());
    disk.forEach((message, handle) -> post(started -> started.onLogged(message, handle, now())));
    logReadyAt = time.micros();
    tellRegistrations();
    time.afterTick(wakeToTick);
  }

  /** The arbiter's word on all instances. */
  void tellRegistrations() {
    Map<String, Registration> registrations = cluster.arbiter().registrations();
    post(instance -> instance.onRegistrations(registrations, now()));
  }

  /** As often as an instance asks for at least. */
  private void tick() {
    instance.onTick(now());
    hearing.onTick(instance.role() == Role.PRIMARY, now().monotonic());
    cluster.rules().checkPrimary(this);
    giveFromClients();
    time.afterTick(wakeToTick);
  }

  Hearing hearing() {
    return hearing;
  }

  /** What a client says waits until the instance takes requests. */
  void postFromClient(Consumer<Instance> event) {
    after(
        0,
        () -> {
          fromClients.add(event);
          giveFromClients();
        });
  }

  private void giveFromClients() {
    while (!fromClients.isEmpty() && instance.takesRequests()) {
      fromClients.remove().accept(instance);
    }
    instance.flush(now());
  }

  /** Gives an event to the instance, if it still lives. */
  void post(Consumer<Instance> event) {
    after(
        0,
        () -> {
          event.accept(instance);
          instance.flush(now());
        });
  }

  /** The broker journals a message, then delivers it: in order. */
  void append(LogMessage message) {
    long delay = time.between(80, cluster.isSlow(name) ? 40_000 : 600);
    long at = Math.max(time.micros() + delay, logReadyAt + 1);
    logReadyAt = at;
    after(
        Math.max(0, at - time.micros()),
        () -> {
          cluster.rules().checkNotVoid(name, message);
          if (message.equals(Mark.VOID)) {
            machine.becomeVoid();
          }
          instance.onLogged(message, disk.append(message), now());
          instance.flush(now());
        });
  }

  @Override
  public void send(String to, PeerMessage message) {
    act();
    cluster.rules().checkSender(name, message.sender());
    cluster.rules().checkAck(name, message);
    if (message instanceof CopyLost) {
      cluster.witness().count("copy lost");
    }
    if (message instanceof Rebuild rebuild && database.contains(rebuild.refused())) {
      cluster.witness().count("too far behind the operation log");
    }
    cluster.network().send(name, to, peer -> peer.post(i -> i.onMessage(message, peer.now())));
  }

  @Override
  public void checkpoint(List<String> instances, boolean own, Checkpoint checkpoint) {
    act();
    hearing.onCheckpoint(checkpoint, now().monotonic());
    cluster.rules().checkPrimary(name, checkpoint.sender());
    for (String to : instances) {
      cluster.network().checkpoint(name, to, other -> other.append(checkpoint));
    }
    if (own) {
      append(checkpoint);
    }
  }

  @Override
  public void appendToLog(Mark mark) {
    act();
    if (mark.equals(Mark.VOID)) {
      cluster.rules().checkVoid(name);
    }
    append(mark);
  }

  @Override
  public void appendToLog(Restart restart) {
    act();
    append(restart);
  }

  @Override
  public void trimLog(long handle) {
    act();
    disk.trim(
        handle,
        id ->
            cluster
                .witness()
                .check(
                    database.covers(id),
                    () -> name + " drops " + id + ", which its database has not on disk"));
    cluster.witness().count("log trimmed");
  }

  @Override
  public void readRecord() {
    act();
    cluster.arbiter().read(this);
  }

  @Override
  public void changeRecord(Configuration asked, int onVersion) {
    act();
    cluster.arbiter().change(this, asked, onVersion);
  }

  @Override
  public void raiseFence(long epochSeen) {
    act();
    later(
        500,
        20_000,
        () -> {
          if (hangs) {
            return;
          }
          Standing standing = database.raiseFence(epochSeen, first);
          if (first && database.isCopying()) {
            cluster.witness().count("copy resumed");
            instance.onCopying(database.copyId(), database.copied());
          }
          first = false;
          instance.onStanding(
              standing.fence(),
              standing.position(),
              standing.epochs(),
              standing.lastTimestamp(),
              standing.digest(),
              standing.epochSeen(),
              standing.incarnation(),
              now());
          tell(standing.log());
          instance.onTableSize(standing.messages());
        });
  }

  private void tell(LogExtent log) {
    instance.onLogExtent(database.fence(), log.first(), log.bytes(), log.timestamp());
  }

  private void later(long low, long high, Runnable task) {
    after(
        time.between(low, high),
        () -> {
          task.run();
          instance.flush(now());
        });
  }

  @Override
  public void execute(long fence, List<Entry> entries, Map<Long, Response> responses) {
    act();
    if (!group.isEmpty()) {
      throw new Violation(name + " executes a second group beside the first.");
    }
    group = List.copyOf(entries);
    groupFence = fence;
    known = responses;
    executed = false;
    long number = ++groupNumber;
    machine.note().begin(entries.get((int) (number % entries.size())).id());
    later(
        200,
        2000,
        () -> {
          if (hangs) {
            return;
          }
          Entry poisoned = poisoned();
          if (number == groupNumber && poisoned != null) {
            suffer(poisoned, fence);
          } else if (number == groupNumber
              && (databaseFailsUntil > time.micros() || time.chance(cluster.faults() ? 0.01 : 0))) {
            group = List.of();
            cluster.witness().count("group failed");
            machine.note().begin(EntryId.NONE);
            instance.onGroupFailed(fence, GroupFailure.of("as simulated"), now());
          } else if (number == groupNumber && database.isTorn()) {
            group = List.of();
            cluster.witness().count("group contradicted");
            machine.note().begin(EntryId.NONE);
            instance.onGroupFailed(
                fence, new GroupFailure(EntryId.NONE, "as simulated", true), now());
          } else if (number == groupNumber) {
            executed = true;
            machine.note().begin(EntryId.NONE);
            commitIfReleased();
          }
        });
  }

  private Entry poisoned() {
    for (Entry entry : group) {
      if (entry.operation().equals("poison")
          && !known.containsKey(entry.ssn())
          && cluster.isPoisonous(name)) {
        return entry;
      }
    }
    return null;
  }

  private void suffer(Entry entry, long fence) {
    Poison poison = Poison.valueOf(entry.payload().text());
    cluster.witness().count("poison " + poison);
    cluster.rules().checkGoesFirst(this, entry.id());
    if (poison != Poison.FAILS) {
      cluster.rules().checkSpared(name, cluster.witness().suffered(name));
    }
    machine.note().begin(entry.id());
    switch (poison) {
      case KILLS -> cluster.crash(name, false);
      case KILLS_LATE -> {
        hangs = true;
        after(time.between(4_000_000, 5_000_000), () -> cluster.crash(name, false));
      }
      case NEVER_ENDS -> hangs = true;
      case FLUSH_HANGS -> {
        hangs = true;
        later(3_000_000, 4_000_000, () -> machine.note().begin(EntryId.NONE));
      }
      case FAILS -> {
        group = List.of();
        machine.note().begin(EntryId.NONE);
        instance.onGroupFailed(fence, new GroupFailure(entry.id(), "as simulated", false), now());
      }
    }
  }

  @Override
  public void tellExecuting() {
    act();
    EntryId executing = machine.note().executing();
    later(20, 500, () -> instance.onExecuting(executing, now()));
  }

  @Override
  public void noteFailures(EntryId entry, int failures) {
    act();
    machine.note().note(entry, failures);
  }

  @Override
  public void noteCommitted(long ssn) {
    act();
    machine.note().committed(ssn);
  }

  @Override
  public void syncCommitted() {
    act();
    machine.note().sync();
  }

  @Override
  public void giveUp(String why) {
    act();
    cluster.witness().note(time.millis() + " " + name + " gives up: " + why);
    cluster.witness().count("given up");
    time.after(0, () -> cluster.end(this));
  }

  @Override
  public void release(long ssn) {
    act();
    released = ssn;
    if (executed) {
      later(50, 500, this::commitIfReleased);
    }
  }

  private void commitIfReleased() {
    boolean may = !group.isEmpty() && executed && group.get(group.size() - 1).ssn() <= released;
    if (!may) {
      return;
    }
    if (groupFence != database.fence()) {
      throw new Violation(name + " commits a group of an earlier fence.");
    }
    List<Entry> committed = group;
    group = List.of();
    executed = false;
    List<Effect> effects = database.commit(committed, known);
    for (int i = 0; i < committed.size(); i++) {
      cluster.rules().checkStable(name, committed.get(i).id());
      cluster.rules().checkCopies(name, committed.get(i).id());
      if (!effects.get(i).response().code().equals(Database.OTHER)) {
        cluster.witness().committed(name, committed.get(i), effects.get(i).response());
      }
    }
    long last = committed.get(committed.size() - 1).ssn();
    later(20, 800, () -> instance.onCommitted(groupFence, last, effects, now()));
  }

  @Override
  public void abandon() {
    act();
    group = List.of();
    executed = false;
    released = 0;
    groupNumber++;
  }

  @Override
  public void syncDatabase() {
    act();
    EntryId position = database.position();
    later(
        500,
        cluster.isSlow(name) ? 400_000 : 20_000,
        () -> {
          database.sync();
          instance.onSynced(position, now());
        });
  }

  @Override
  public void eraseDatabase() {
    act();
    cluster.witness().count("rebuilt");
    later(
        500,
        20_000,
        () -> {
          database.erase();
          instance.onErased(now());
        });
  }

  @Override
  public void readCopy(String forInstance, long copyId, CopyPlace from, int maxBytes) {
    act();
    copies.add(copyId);
    later(
        200,
        8000,
        () -> {
          if (!copies.contains(copyId)) {
            return;
          }
          boolean fuzzily = cluster.settings().fuzzyCopy() == 1;
          Reading reading = readings.computeIfAbsent(copyId, id -> database.read(fuzzily));
          if (!reading.isWhole(from)) {
            copies.remove(copyId);
            readings.remove(copyId);
            instance.onCopyFailed(forInstance, copyId, "it cannot be read on", now());
            return;
          }
          CopyPage page = reading.page(from, (int) time.between(10, 100));
          if (fuzzily && page.isLast() && page.head().position().ssn() > reading.position()) {
            cluster.witness().count("copied fuzzily");
          }
          instance.onCopyRead(forInstance, copyId, page, now());
        });
  }

  /** The last entry that stands in all that was read for each copy. */
  long copiedFrom() {
    return readings.values().stream().mapToLong(Reading::position).min().orElse(Long.MAX_VALUE);
  }

  @Override
  public void closeCopy(long copyId) {
    act();
    copies.remove(copyId);
    readings.remove(copyId);
  }

  @Override
  public void beginCopy(long copyId) {
    act();
    cluster.witness().count("copied");
    later(
        500,
        20_000,
        () -> {
          database.beginCopy(copyId);
          instance.onCopyBegun(copyId, now());
        });
  }

  @Override
  public void loadCopy(long copyId, CopyPage page, Set<Long> rejected) {
    act();
    later(
        200,
        8000,
        () -> {
          if (machine.refusesCopies()) {
            instance.onCopyRefused(copyId, "as simulated", now());
            return;
          }
          database.load(copyId, page, rejected);
          instance.onCopyLoaded(copyId, page.next(), now());
        });
  }

  @Override
  public void endCopy(long copyId) {
    act();
    later(
        500,
        20_000,
        () -> {
          database.endCopy(copyId);
          cluster.witness().count("copy ended");
          instance.onCopyEnded(copyId, now());
        });
  }

  @Override
  public void readOperationLog(String forInstance, long from, int maxEntries, int maxBytes) {
    act();
    cluster.witness().count("operation log read");
    later(
        200,
        5000,
        () ->
            instance.onOperationLog(
                forInstance, from, database.read(from, Math.min(maxEntries, 20)), now()));
  }

  @Override
  public void recycleOperationLog(long fence, long throughSsn, long before) {
    act();
    cluster.rules().checkRecycling(this, throughSsn);
    later(
        200,
        5000,
        () -> {
          boolean stands = !database.isCopying() && throughSsn < database.position().ssn();
          if (fence == database.fence() && stands) {
            cluster.witness().count("operation log recycled");
            tell(database.recycle(throughSsn, before));
          }
        });
  }

  @Override
  public void lookUpClient(Connection connection) {
    act();
    later(
        200,
        3000,
        () ->
            instance.onClientStanding(
                connection,
                database.highest(connection.clientId()),
                database.floor(connection.clientId()),
                now()));
  }

  @Override
  public void countRows(Connection connection) {
    act();
    later(
        200,
        3000,
        () -> instance.onRowsCounted(connection, database.count(connection.clientId()), now()));
  }

  @Override
  public void lookUp(Connection connection, List<Long> numbers) {
    act();
    cluster.witness().count("resend of a committed request");
    later(
        200,
        3000,
        () -> {
          Map<Long, Instance.Stored> found = new HashMap<>();
          for (long number : numbers) {
            Database.Row row = database.row(connection.clientId(), number);
            if (row != null) {
              found.put(number, new Instance.Stored(row.ssn(), row.digest(), row.response()));
            }
          }
          instance.onStored(connection, numbers, found, now());
        });
  }

  @Override
  public void readMessageTable(ClientNumber after, int maxRows) {
    act();
    later(
        200,
        5000,
        () -> instance.onMessageTable(after, database.rows(after, Math.min(maxRows, 10)), now()));
  }

  @Override
  public void query(Connection connection, ClientMessage.Request request) {
    act();
    later(
        100,
        2000,
        () -> {
          Response response = database.query(Traffic.input(request.payload()));
          later(
              cluster.queryMillis() * 1000L + 10,
              cluster.queryMillis() * 1000L + 500,
              () -> instance.onQueried(connection, request.number(), response, now()));
        });
  }

  @Override
  public void respond(String replyTo, ServerMessage message) {
    act();
    cluster.rules().checkLease(name, message);
    cluster.network().respond(name, replyTo, message);
  }

  @Override
  public void report(Report report) {
    cluster.witness().note(time.millis() + " " + report.kind() + " " + report.text());
    cluster.witness().count(report.kind().name());
    cluster.rules().checkReport(report);
  }
}
