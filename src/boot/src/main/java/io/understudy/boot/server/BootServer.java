package io.understudy.boot.server;

import io.understudy.arbiter.ArbiterException;
import io.understudy.client.OperatorWord;
import io.understudy.client.UnreachableException;
import io.understudy.protocol.Configuration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Starts, stops and replaces the servers of one service on this machine. What it starts goes on
 * when this object, or the process it is in, is gone. Each method may be called again, and then
 * does what is left to do. Not for several threads at once; other processes are kept out by a lock.
 */
public final class BootServer implements AutoCloseable {
  private static final Duration ARBITER_LIMIT = Duration.ofSeconds(20);

  /** More than all that a primary itself waits for at a switchover. */
  private static final Duration SWITCHOVER_LIMIT = Duration.ofSeconds(30);

  private static final Duration STANDING_LIMIT = Duration.ofSeconds(60);

  private static final int ENSEMBLE_MILLIS = 10_000;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
  private static final String SETTINGS = "understudy.properties";

  private final Installation installation;
  private final DataDirectory data;
  private final ArbiterServer arbiter;
  private final List<Server> servers = new ArrayList<>();
  private final List<ChildProcess> startedHere = new ArrayList<>();
  private Survey survey;
  private volatile boolean undone;

  private BootServer(Installation installation, DataDirectory data) {
    this.installation = installation;
    this.data = data;
    arbiter = new ArbiterServer(installation, data);
    for (Place place : data.service().instances()) {
      servers.add(new Server(installation, data, place));
    }
  }

  /** For the service that is in a data directory. */
  public static BootServer open(Installation installation, Path data) {
    return new BootServer(installation, DataDirectory.open(real(data)));
  }

  /** For the service in a data directory, or a new one if there is nothing. */
  public static BootServer openOrFound(Installation installation, Path path, Founding founding) {
    return openOrFound(installation, path, founding, UnaryOperator.identity());
  }

  /**
   * The same, with a change of what service.json says: of the addresses at which it is reached,
   * say. To be made while nothing runs.
   */
  public static BootServer openOrFound(
      Installation installation, Path path, Founding founding, UnaryOperator<ServiceFile> change) {
    DataDirectory data = DataDirectory.openOrCreate(real(path), founding::found);
    ServiceFile adapted = change.apply(founding.adapt(data.service(), data));
    founding.databases().forEach((name, database) -> database.write(data.database(name)));
    if (!adapted.equals(data.service())) {
      data.write(adapted);
    }
    return new BootServer(installation, data);
  }

  private static Path real(Path path) {
    try {
      return Files.exists(path) ? path.toRealPath() : path.toAbsolutePath().normalize();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The data directory it works on. */
  public DataDirectory data() {
    return data;
  }

  /** Addresses at which clients reach the brokers of all instances. */
  public List<String> addresses() {
    return data.service().instances().stream().map(Place::reachedAt).toList();
  }

  /**
   * Starts what does not run, and returns when there are the arbiter, a primary that serves, and
   * all backups in sync. If that fails, all that it started is stopped again.
   *
   * @param given settings of the user's for this start and those to come; empty for those of before
   */
  public void up(Optional<InstanceSettings> given, Progress progress) {
    data.exclusively(() -> startMissing(given, progress));
  }

  private boolean startMissing(Optional<InstanceSettings> given, Progress progress) {
    try {
      InstanceSettings settings = settings(given);
      requireFreePorts();
      startArbiter(progress);
      found(settings);
      List<Server> missing =
          servers.stream().filter(server -> !server.process().isRunning()).toList();
      for (Server server : missing) {
        start(server.process(), () -> server.start(settings));
      }
      awaitReady(servers, progress);
      return !missing.isEmpty();
    } catch (BootException e) {
      throw undone(e);
    }
  }

  private InstanceSettings settings(Optional<InstanceSettings> given) {
    Path kept = data.path().resolve(SETTINGS);
    InstanceSettings own =
        given.orElseGet(
            () -> Files.exists(kept) ? InstanceSettings.read(kept) : InstanceSettings.defaults());
    InstanceSettings all =
        InstanceSettings.read(installation.config(SETTINGS))
            .overriddenBy(own, "Both settings together");
    all.requireReachable(servers.size() - 1);
    if (given.isPresent()) {
      own.write(kept);
    }
    return all;
  }

  private void requireFreePorts() {
    if (data.service().hasOwnArbiter() && !arbiter.process().isRunning()) {
      Ports.requireFree(data.service().arbiterPort(), "the arbiter's", data);
    }
    servers.stream()
        .filter(server -> !server.process().isRunning())
        .forEach(this::requireFreePorts);
  }

  private void requireFreePorts(Server server) {
    Place place = server.place();
    Ports.requireFree(place.broker(), "the broker's of instance " + place.name(), data);
    Ports.requireFree(place.http(), "the HTTP listener's of instance " + place.name(), data);
  }

  private void startArbiter(Progress progress) {
    if (data.service().hasOwnArbiter() && !arbiter.process().isRunning()) {
      Instant begun = Instant.now();
      start(arbiter.process(), arbiter::start);
      awaitArbiterPort();
      progress.say(
          "%-10sready on %s (%.1f s)"
              .formatted(
                  "arbiter",
                  data.service().arbiter(),
                  Duration.between(begun, Instant.now()).toMillis() / 1000.0));
    }
    try {
      survey().arbiter().awaitConnected(ENSEMBLE_MILLIS);
    } catch (ArbiterException e) {
      throw new BootException(e.getMessage() + " No server was started.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BootException("Interrupted.", e);
    }
  }

  /** A connection tried too early is tried again only a second later. */
  private void awaitArbiterPort() {
    Instant until = Instant.now().plus(ARBITER_LIMIT);
    ChildProcess process = arbiter.process();
    while (Ports.isFree(data.service().arbiterPort())) {
      if (!process.isRunning() || Instant.now().isAfter(until)) {
        throw new BootException(
            "The arbiter does not start. Its log %s says:%n%s"
                .formatted(process.log(), new ServerLog(process.log()).cause()));
      }
      Pause.of(Duration.ofMillis(20));
    }
  }

  /** Only for a new service: a record that was lost later is for the operator to restore. */
  private void found(InstanceSettings settings) {
    if (data.service().founded()) {
      return;
    }
    String first = servers.get(0).place().name();
    Configuration founding = Configuration.founding(first, settings.checked().promiseMillis());
    try {
      if (!survey().arbiter().found(founding).join() && isServed()) {
        throw new BootException(
            "The arbiter at %s has a record of a service %s already, which is not the one in %s."
                .formatted(data.service().arbiter(), data.service().service(), data.path()));
      }
    } catch (CompletionException e) {
      throw new BootException("The arbiter did not take the record: " + e.getMessage(), e);
    }
    data.write(data.service().asFounded());
  }

  /** A record of epoch 0 is what an up that was interrupted here left. */
  private boolean isServed() {
    return survey()
        .arbiter()
        .read()
        .join()
        .filter(kept -> kept.configuration().epoch() > 0)
        .isPresent();
  }

  private void start(ChildProcess process, Runnable start) {
    synchronized (startedHere) {
      if (undone) {
        throw new BootException("Interrupted.");
      }
      start.run();
      startedHere.add(process);
    }
  }

  private void awaitReady(List<Server> awaited, Progress progress) {
    new Readiness(survey(), installation.deployedNames(), progress).await(awaited);
    Set<String> names =
        awaited.stream().map(server -> server.place().name()).collect(Collectors.toSet());
    ServiceFile settled = data.service().asSettled(names);
    if (!settled.equals(data.service())) {
      data.write(settled);
    }
  }

  private Survey survey() {
    if (survey == null) {
      survey = new Survey(data, arbiter.process(), servers);
    }
    return survey;
  }

  private BootException undone(BootException failure) {
    if (undone) {
      return new BootException("Interrupted; what was started is stopped again.", failure);
    }
    undo();
    return failure;
  }

  /** Ends at once what this object has started; it starts nothing after. From any thread. */
  public void undo() {
    synchronized (startedHere) {
      undone = true;
      startedHere.forEach(ChildProcess::kill);
      startedHere.clear();
    }
  }

  /**
   * Stops all: the instances at the same time, so that none takes over from another, then the
   * arbiter. Says whether anything ran.
   */
  public boolean down(Progress progress) {
    return data.exclusively(() -> stopAll(progress));
  }

  private boolean stopAll(Progress progress) {
    boolean any = false;
    servers.forEach(server -> server.process().askToStop());
    for (ChildProcess process : processes()) {
      if (process.stop()) {
        any = true;
        progress.say("%-10sstopped".formatted(process.name()));
      }
    }
    return any;
  }

  /** Starts one instance and returns when it serves or is in sync. Says whether it did not run. */
  public boolean start(String name, Progress progress) {
    return start(name, false, progress);
  }

  /**
   * The same.
   *
   * @param retry whether an entry that has stopped it too often is executed there once more
   */
  public boolean start(String name, boolean retry, Progress progress) {
    Server server = server(name);
    return data.exclusively(() -> start(server, retry, progress));
  }

  private boolean start(Server server, boolean retry, Progress progress) {
    try {
      if (server.process().isRunning()) {
        return false;
      }
      if (retry) {
        server.forgetFailures();
      }
      requireFreePorts(server);
      InstanceSettings settings = settings(Optional.empty());
      start(server.process(), () -> server.start(settings));
      awaitReady(List.of(server), progress);
      return true;
    } catch (BootException e) {
      throw undone(e);
    }
  }

  /** Stops one instance in order. Says whether it ran. */
  public boolean stop(String name) {
    Server server = server(name);
    return data.exclusively(() -> server.process().stop());
  }

  /** Ends one instance by SIGKILL, as a crash would. Says whether it ran. */
  public boolean kill(String name) {
    return server(name).process().kill();
  }

  /** Ends the arbiter's process by SIGKILL, where the service has one of its own. */
  public boolean killArbiter() {
    return arbiter.process().kill();
  }

  /** Starts the arbiter if it does not run, and returns when it answers. */
  public void restartArbiter(Progress progress) {
    data.exclusively(
        () -> {
          startArbiter(progress);
          return true;
        });
  }

  /** Process of an instance; empty if none runs. */
  public OptionalLong pid(String name) {
    return server(name)
        .process()
        .running()
        .map(running -> OptionalLong.of(running.pid()))
        .orElse(OptionalLong.empty());
  }

  /**
   * Makes another instance the primary without any failure, and returns when it serves and all that
   * run are settled.
   *
   * @param to the backup; empty for the one that is least behind
   * @return what is so now
   * @throws BootException if that could not be: the primary then goes on
   */
  public String switchOver(Optional<String> to, Progress progress) {
    to.ifPresent(this::server);
    return data.exclusively(
        () -> {
          InstanceState primary =
              state()
                  .primary()
                  .orElseThrow(() -> new BootException("There is no primary to switch over from."));
          OperatorWord.Outcome outcome = tell(primary, to.orElse(""));
          if (!outcome.done()) {
            throw new BootException(outcome.text());
          }
          awaitReady(
              servers.stream().filter(server -> server.process().isRunning()).toList(), progress);
          return outcome.text();
        });
  }

  private OperatorWord.Outcome tell(InstanceState primary, String to) {
    try {
      return OperatorWord.switchOver(
          primary.place().address(), data.service().service(), to, SWITCHOVER_LIMIT);
    } catch (UnreachableException e) {
      throw new BootException(
          "It is not known what came of the switchover; status shows who is the primary. "
              + e.getMessage(),
          e);
    }
  }

  /**
   * Has an entry that no server gets past answered with an error, and returns when it is. Servers
   * that have stopped because of it are restarted, since they have to say whether they have
   * committed it, and so is one that is executing it: nothing else ends that.
   *
   * @param without instances whose word is not waited for
   * @return what is so now
   * @throws BootException if that could not be
   */
  public String reject(long ssn, List<String> without, Progress progress) {
    without.forEach(this::server);
    return data.exclusively(
        () -> {
          String done = new EntryRejection(this, ssn, without, progress).reject();
          awaitReady(
              servers.stream().filter(server -> server.process().isRunning()).toList(), progress);
          return done;
        });
  }

  /**
   * Restores a record that the arbiter has lost, or an older one, from the instances; starts those
   * that do not run. Returns when the service is served again.
   *
   * @param without instances whose word is not waited for: what only they have is lost
   * @return what is so now
   */
  public String restoreRecord(List<String> without, Progress progress) {
    without.forEach(this::server);
    return data.exclusively(
        () -> {
          startArbiter(progress);
          InstanceSettings settings = settings(Optional.empty());
          List<Server> asked =
              servers.stream().filter(server -> !without.contains(server.place().name())).toList();
          asked.forEach(server -> startUnserved(server, settings, progress));
          awaitStanding(asked);
          Configuration first =
              Configuration.founding(
                  servers.get(0).place().name(), settings.checked().promiseMillis());
          String done = repair().restore(without, first);
          progress.say(done);
          awaitReady(asked, progress);
          return done;
        });
  }

  /**
   * Makes an instance the primary that is no member, starting it if it does not run; the primary of
   * the record must not run.
   *
   * @param acceptsLoss whether what others have and it has not may be lost
   * @return what is so now
   */
  public String force(String name, boolean acceptsLoss, Progress progress) {
    Server forced = server(name);
    return data.exclusively(
        () -> {
          if (acceptsLoss) {
            startUnserved(forced, settings(Optional.empty()), progress);
            awaitStanding(List.of(forced));
          }
          String done = repair().force(name, acceptsLoss);
          awaitReady(List.of(forced), progress);
          return done;
        });
  }

  /** Starts it if it does not run, and returns at once: there may be nobody to serve yet. */
  private void startUnserved(Server server, InstanceSettings settings, Progress progress) {
    if (!server.process().isRunning()) {
      requireFreePorts(server);
      start(server.process(), () -> server.start(settings));
      progress.say("%-10sis started".formatted(server.place().name()));
    }
  }

  private RecordRepair repair() {
    return new RecordRepair(data.service(), survey().arbiter(), state());
  }

  /** Until each has read its log, and says where it stands. */
  private void awaitStanding(List<Server> asked) {
    Instant until = Instant.now().plus(STANDING_LIMIT);
    while (Instant.now().isBefore(until)
        && asked.stream()
            .map(server -> state().instance(server.place().name()))
            .anyMatch(instance -> RecordRepair.survivor(instance).isEmpty())) {
      Pause.of(BETWEEN_LOOKS);
    }
  }

  /** Ends it if it runs, and starts it; returns at once. */
  void restart(String name) {
    Server server = server(name);
    server.process().kill();
    InstanceSettings settings = settings(Optional.empty());
    start(server.process(), () -> server.start(settings));
  }

  /** How all is. */
  public ServiceState state() {
    return survey().look();
  }

  /** Whether all processes of the service run. */
  public boolean isComplete() {
    return processes().stream().allMatch(ChildProcess::isRunning);
  }

  /** Whether any process of the service runs. */
  public boolean isRunning() {
    return processes().stream().anyMatch(ChildProcess::isRunning);
  }

  /** Returns when no process of the service runs any more; says which have ended until then. */
  public void awaitEnd(Progress progress) {
    List<ChildProcess> running = new ArrayList<>(processes());
    while (!running.isEmpty()) {
      for (ChildProcess process : processes()) {
        if (!process.isRunning() && running.remove(process)) {
          progress.say("%-10shas ended".formatted(process.name()));
        } else if (process.isRunning() && !running.contains(process)) {
          running.add(process);
          progress.say("%-10sruns again".formatted(process.name()));
        }
      }
      Pause.of(BETWEEN_LOOKS);
    }
  }

  private List<ChildProcess> processes() {
    List<ChildProcess> processes = new ArrayList<>();
    servers.forEach(server -> processes.add(server.process()));
    if (data.service().hasOwnArbiter()) {
      processes.add(arbiter.process());
    }
    return processes;
  }

  private Server server(String name) {
    Place place = data.service().place(name);
    return servers.stream()
        .filter(server -> server.place().name().equals(place.name()))
        .findFirst()
        .orElseThrow();
  }

  /** Lets go of connections; what runs goes on. */
  @Override
  public void close() {
    if (survey != null) {
      survey.close();
    }
  }
}
