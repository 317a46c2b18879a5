package io.understudy.boot.server;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The processes of a service on this machine: a server for each instance, and the arbiter where it
 * has one of its own. All that was started by this object can be stopped again as one.
 */
final class Processes {
  private static final Duration ARBITER_LIMIT = Duration.ofSeconds(20);

  private final Installation installation;
  private final DataDirectory data;
  private final ArbiterServer arbiter;
  private final List<Server> servers = new CopyOnWriteArrayList<>();
  private final List<ChildProcess> startedHere = new ArrayList<>();
  private volatile boolean undone;

  Processes(Installation installation, DataDirectory data) {
    this.installation = installation;
    this.data = data;
    arbiter = new ArbiterServer(installation, data);
    data.service().instances().forEach(this::add);
  }

  /** From now on it is one of them. */
  Server add(Place place) {
    Server server = new Server(installation, data, place);
    servers.add(server);
    return server;
  }

  /** It is one of them no more. */
  void remove(Server server) {
    servers.remove(server);
  }

  /** Takes over what other commands have added and removed. */
  void refresh() {
    data.read();
    List<Place> places = data.service().instances();
    servers.removeIf(server -> places.stream().noneMatch(server::isAt));
    places.stream()
        .filter(place -> servers.stream().noneMatch(server -> server.isAt(place)))
        .forEach(this::add);
  }

  ArbiterServer arbiter() {
    return arbiter;
  }

  /** One for each instance, always as they are now. */
  List<Server> servers() {
    return Collections.unmodifiableList(servers);
  }

  List<Server> running() {
    return servers.stream().filter(server -> server.process().isRunning()).toList();
  }

  List<Server> missing() {
    return servers.stream().filter(server -> !server.process().isRunning()).toList();
  }

  /**
   * @throws BootException if there is no such instance
   */
  Server server(String name) {
    Place place = data.service().place(name);
    return servers.stream()
        .filter(server -> server.place().name().equals(place.name()))
        .findFirst()
        .orElseThrow();
  }

  List<ChildProcess> all() {
    List<ChildProcess> processes = new ArrayList<>();
    servers.forEach(server -> processes.add(server.process()));
    if (data.service().hasOwnArbiter()) {
      processes.add(arbiter.process());
    }
    return processes;
  }

  // --- starting

  void requireFreePorts() {
    if (data.service().hasOwnArbiter() && !arbiter.process().isRunning()) {
      Ports.requireFree(data.service().arbiterPort(), "the arbiter's", data);
    }
    missing().forEach(this::requireFreePorts);
  }

  void requireFreePorts(Server server) {
    Place place = server.place();
    Ports.requireFree(place.broker(), "the broker's of instance " + place.name(), data);
    Ports.requireFree(place.http(), "the HTTP listener's of instance " + place.name(), data);
  }

  /** Starts it and returns at once; it is ready some seconds later. */
  void start(Server server, InstanceSettings settings) {
    start(server.process(), () -> server.start(settings));
  }

  /** Starts the arbiter, and returns when clients can connect to it. */
  void startArbiter() {
    Ports.requireFree(data.service().arbiterPort(), "the arbiter's", data);
    start(arbiter.process(), arbiter::start);
    Instant until = Instant.now().plus(ARBITER_LIMIT);
    ChildProcess process = arbiter.process();
    ServerLog log = new ServerLog(process.log());
    // A connection tried too early is tried again only a second later; a look at whether its port
    // is taken takes the port for a moment, and it may be the one in which the arbiter wants it.
    while (!log.saysArbiterServes()) {
      if (!process.isRunning() || Instant.now().isAfter(until)) {
        throw new BootException(
            "The arbiter does not start. Its log %s says:%n%s"
                .formatted(process.log(), log.cause()));
      }
      Pause.of(Duration.ofMillis(20));
    }
  }

  private void start(ChildProcess process, Runnable start) {
    synchronized (startedHere) {
      if (undone) {
        throw new BootException("Interrupted.");
      }
      start.run();
      if (!startedHere.contains(process)) {
        startedHere.add(process);
      }
    }
  }

  /** It is not undone any more, unless it is already: then this fails. */
  void keep(ChildProcess process) {
    synchronized (startedHere) {
      if (undone) {
        throw new BootException("Interrupted.");
      }
      startedHere.remove(process);
    }
  }

  // --- undoing

  /** Ends at once what was started here; nothing is started after. From any thread. */
  void undo() {
    synchronized (startedHere) {
      undone = true;
      startedHere.forEach(ChildProcess::kill);
      startedHere.clear();
    }
  }

  /** Undoes all because of a failure; says what the user is to be told. */
  BootException undone(BootException failure) {
    BootException told = told(failure);
    boolean any;
    synchronized (startedHere) {
      any = !undone && !startedHere.isEmpty();
    }
    undo();
    return any
        ? new BootException(
            told.getMessage() + "\nWhat was started for this is stopped again.", told)
        : told;
  }

  /** A failure, or what it comes from if the user has interrupted the work. */
  BootException told(BootException failure) {
    return undone
        ? new BootException("Interrupted; what was started is stopped again.", failure)
        : failure;
  }
}
