package io.understudy.boot.server;

import io.understudy.arbiter.ArbiterException;
import io.understudy.client.OperatorWord;
import io.understudy.client.UnreachableException;
import io.understudy.protocol.Configuration;
import io.understudy.protocol.Purpose;
import io.understudy.protocol.Registration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Starts, stops and replaces the servers of one service on this machine. What it starts goes on
 * when this object, or the process it is in, is gone. Each method may be called again, and then
 * does what is left to do. Not for several threads at once; other processes are kept out by a lock.
 */
public final class BootServer implements AutoCloseable {
  /** More than all that a primary itself waits for at a switchover. */
  private static final Duration SWITCHOVER_LIMIT = Duration.ofSeconds(30);

  private static final int ENSEMBLE_MILLIS = 10_000;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private final Installation installation;
  private final DataDirectory data;
  private final Processes processes;
  private Survey survey;

  private BootServer(Installation installation, DataDirectory data) {
    this.installation = installation;
    this.data = data;
    processes = new Processes(installation, data);
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
    exclusively(() -> startMissing(given, progress));
  }

  private boolean startMissing(Optional<InstanceSettings> given, Progress progress) {
    try {
      InstanceSettings settings = settings(given);
      processes.requireFreePorts();
      startArbiter(progress);
      new FirstRecord(data, survey().arbiter()).give(first(settings));
      registerAgain(processes.servers());
      endStopped(processes.servers(), progress);
      List<Server> missing = processes.missing();
      missing.forEach(server -> processes.start(server, settings));
      awaitReady(processes.servers(), progress);
      return !missing.isEmpty();
    } catch (BootException e) {
      throw processes.undone(e);
    }
  }

  /** By which the first instance may found the service. */
  Configuration first(InstanceSettings settings) {
    String founder = data.service().instances().get(0).name();
    return Configuration.founding(founder, settings.checked().promiseMillis());
  }

  InstanceSettings settings() {
    return settings(Optional.empty());
  }

  private InstanceSettings settings(Optional<InstanceSettings> given) {
    return new KeptSettings(installation, data).take(given, data.service().members() - 1);
  }

  private void startArbiter(Progress progress) {
    if (data.service().hasOwnArbiter() && !processes.arbiter().process().isRunning()) {
      Instant begun = Instant.now();
      processes.startArbiter();
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

  /** Starts the arbiter if it does not run; then it stays, whatever else fails. */
  void requireArbiter(Progress progress) {
    boolean ran = processes.arbiter().process().isRunning();
    startArbiter(progress);
    if (!ran) {
      processes.keep(processes.arbiter().process());
    }
  }

  void awaitReady(List<Server> awaited, Progress progress) {
    new Readiness(survey(), installation.deployedNames(), this::restart, progress).await(awaited);
    Set<String> names =
        awaited.stream().map(server -> server.place().name()).collect(Collectors.toSet());
    ServiceFile settled = data.service().asSettled(names);
    if (!settled.equals(data.service())) {
      data.write(settled);
    }
  }

  private void restart(Server server) {
    server.process().kill();
    processes.start(server, settings());
  }

  /** Tells all instances, through the arbiter, what becomes of one. */
  void register(String name, Registration registration) {
    try {
      survey().arbiter().register(name, registration).join();
    } catch (CompletionException e) {
      throw new BootException(
          "The arbiter was not told that %s is %s: %s"
              .formatted(
                  name, registration.purpose().name().toLowerCase(Locale.ROOT), e.getMessage()),
          e);
    }
  }

  private Survey survey() {
    if (survey == null) {
      survey = new Survey(data, processes.arbiter().process(), processes.servers());
    }
    return survey;
  }

  /** Ends at once what this object has started; it starts nothing after. From any thread. */
  public void undo() {
    processes.undo();
  }

  /**
   * Stops all: the instances at the same time, so that none takes over from another, then the
   * arbiter. Says whether anything ran.
   */
  public boolean down(Progress progress) {
    return exclusively(() -> stopAll(progress));
  }

  private boolean stopAll(Progress progress) {
    List<ChildProcess> running = processes.all().stream().filter(ChildProcess::isRunning).toList();
    processes.servers().forEach(server -> server.process().askToStop());
    for (ChildProcess process : processes.all()) {
      process.stop();
      if (running.contains(process)) {
        progress.say("%-10sstopped".formatted(process.name()));
      }
    }
    return !running.isEmpty();
  }

  /** Ends those that run but take no part any more, so that they can be started. */
  void endStopped(List<Server> servers, Progress progress) {
    if (servers.stream().noneMatch(server -> server.process().isRunning())) {
      return;
    }
    ServiceState now = state();
    for (Server server : servers) {
      String name = server.place().name();
      if (now.instance(name).hasStopped()) {
        progress.say("%-10sis restarted, as it takes no part any more".formatted(name));
        server.process().kill();
      }
    }
  }

  /**
   * What service.json names is a part of the service: a removal that was not brought to its end is
   * taken back at the arbiter. Says whether there was one.
   */
  private boolean registerAgain(List<Server> servers) {
    Map<String, Registration> known = registrations();
    List<Place> removed =
        servers.stream()
            .map(Server::place)
            .filter(place -> Registration.REMOVED.equals(known.get(place.name())))
            .toList();
    removed.forEach(place -> register(place.name(), place.registration()));
    return !removed.isEmpty();
  }

  /**
   * Starts one instance and returns when it serves or is in sync; one that runs, but takes no part
   * any more, is ended first. Says whether it was necessary.
   */
  public boolean start(String name, Progress progress) {
    return start(name, false, progress);
  }

  /**
   * The same.
   *
   * @param retry whether an entry that has stopped it too often is executed there once more
   */
  public boolean start(String name, boolean retry, Progress progress) {
    return exclusively(() -> start(processes.server(name), retry, progress));
  }

  private boolean start(Server server, boolean retry, Progress progress) {
    try {
      if (server.process().isRunning() && isLeftAlone(server)) {
        return false;
      }
      requireArbiter(progress);
      boolean wasRemoved = registerAgain(List.of(server));
      endStopped(List.of(server), progress);
      boolean runs = server.process().isRunning();
      if (runs && !wasRemoved) {
        return false;
      }
      if (!runs) {
        if (retry) {
          server.forgetFailures();
        }
        processes.requireFreePorts(server);
        processes.start(server, settings());
      }
      awaitReady(List.of(server), progress);
      return true;
    } catch (BootException e) {
      throw processes.undone(e);
    }
  }

  /** Whether nothing can be done for one that runs: it works, and the arbiter cannot be asked. */
  private boolean isLeftAlone(Server server) {
    ServiceState now = state();
    return !now.arbiterAnswers() && !now.instance(server.place().name()).hasStopped();
  }

  /**
   * Adds an instance to the service, which runs, and returns when it is in sync, or waits as a
   * spare, or follows as a remote replica. If it fails, all is as it was before.
   *
   * @param purpose what it is for
   * @param database the user's database for it; empty for an H2 file of its own
   */
  public void add(
      String name, Purpose purpose, Optional<UserDatabase> database, Progress progress) {
    exclusively(
        () -> {
          new Addition(this, processes, name, purpose, database, progress).add();
          return true;
        });
  }

  /**
   * Takes an instance out of the service and stops it; its data stays where it is. If it is the
   * primary, another one becomes it first.
   *
   * @param to which one; empty for the backup that is least behind
   * @return what is so now
   */
  public String remove(String name, Optional<String> to, Progress progress) {
    return exclusively(
        () -> {
          to.ifPresent(processes::server);
          return new Removal(this, processes, name, to, progress).remove();
        });
  }

  /** Stops one instance in order. Says whether it ran. */
  public boolean stop(String name) {
    return exclusively(() -> processes.server(name).process().stop());
  }

  /** Ends one instance by SIGKILL, as a crash would. Says whether it ran. */
  public boolean kill(String name) {
    return processes.server(name).process().kill();
  }

  /** Ends the arbiter's process by SIGKILL, where the service has one of its own. */
  public boolean killArbiter() {
    return processes.arbiter().process().kill();
  }

  /** Starts the arbiter if it does not run, and returns when it answers. */
  public void restartArbiter(Progress progress) {
    exclusively(
        () -> {
          startArbiter(progress);
          return true;
        });
  }

  /** Process of an instance; empty if none runs. */
  public OptionalLong pid(String name) {
    return processes
        .server(name)
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
   * @throws BootException if that could not be: the primary then goes on; or if it says so, what is
   *     to come after that
   */
  public String switchOver(Optional<String> to, Progress progress) {
    to.ifPresent(processes::server);
    return exclusively(
        () -> {
          List<String> absent = absent(state());
          String done = handOver(to);
          awaitAllBut(absent, done, progress);
          return serving();
        });
  }

  /** Those that say nothing, or take no part any more: what is done here does not change that. */
  private static List<String> absent(ServiceState state) {
    return state.instances().stream()
        .filter(each -> each.answer().isEmpty() || each.role().equals("stopped"))
        .map(each -> each.place().name())
        .toList();
  }

  private void awaitAllBut(List<String> absent, String done, Progress progress) {
    try {
      awaitReady(
          processes.running().stream()
              .filter(server -> !absent.contains(server.place().name()))
              .toList(),
          progress);
    } catch (BootException e) {
      throw new BootException(done + " But then: " + e.getMessage(), e);
    }
  }

  private String serving() {
    InstanceState primary =
        state().serving().orElseThrow(() -> new BootException("There is no primary any more."));
    return "%s is the primary, epoch %s.".formatted(primary.place().name(), primary.said("epoch"));
  }

  /** Another one is the primary when it returns: without any wait for who is in sync then. */
  String handOver(Optional<String> to) {
    ServiceState now = state();
    InstanceState primary =
        now.primary()
            .orElseThrow(() -> new BootException("There is no primary to switch over from."));
    if (now.record().isEmpty()) {
      throw new BootException(
          "The arbiter %s: nobody else can become the primary. %s"
              .formatted(
                  now.arbiterAnswers() ? "has no record of the service" : "does not answer",
                  now.arbiterAnswers()
                      ? "To restore it from the instances: ./understudy restore-record"
                      : "Where it is one of the service's own: ./understudy up"));
    }
    OperatorWord.Outcome outcome = tell(primary, to.orElse(""));
    if (!outcome.done()) {
      throw new BootException(outcome.text());
    }
    return outcome.text();
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
    return exclusively(
        () -> {
          without.forEach(this::requireKnown);
          List<String> absent = absent(state()).stream().filter(without::contains).toList();
          String done = new EntryRejection(this, ssn, without, progress).reject();
          awaitAllBut(absent, done, progress);
          return done;
        });
  }

  /** One that was removed is known to the arbiter alone. */
  private void requireKnown(String name) {
    boolean present =
        data.service().instances().stream().anyMatch(place -> place.name().equals(name));
    if (!present && !registrations().containsKey(name)) {
      processes.server(name);
    }
  }

  private Map<String, Registration> registrations() {
    try {
      return survey().arbiter().registrations(sentence -> {}).join();
    } catch (CompletionException e) {
      throw new BootException("The arbiter does not say who there was: " + e.getMessage(), e);
    }
  }

  /**
   * Restores a record that the arbiter has lost, or an older one, from the instances; starts those
   * that do not run. Returns when the service is served again.
   *
   * @param without instances whose word is not waited for: what only they have is lost
   * @return what is so now
   */
  public String restoreRecord(List<String> without, Progress progress) {
    without.forEach(processes::server);
    return exclusively(
        () -> {
          startArbiter(progress);
          return emergency(progress).restoreRecord(without);
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
    return exclusively(() -> emergency(progress).force(processes.server(name), acceptsLoss));
  }

  private Emergency emergency(Progress progress) {
    return new Emergency(this, processes, survey().arbiter(), progress);
  }

  /** Ends it if it runs, and starts it; returns at once. */
  void restart(String name) {
    Server server = processes.server(name);
    server.process().kill();
    processes.start(server, settings());
  }

  /** How all is. */
  public ServiceState state() {
    return survey().look();
  }

  /** Whether all processes of the service run. */
  public boolean isComplete() {
    return processes.all().stream().allMatch(ChildProcess::isRunning);
  }

  /** The instances whose processes run. */
  public List<String> running() {
    return processes.servers().stream()
        .filter(server -> server.process().isRunning())
        .map(server -> server.place().name())
        .toList();
  }

  /** Whether any process of the service runs. */
  public boolean isRunning() {
    return processes.all().stream().anyMatch(ChildProcess::isRunning);
  }

  /** Returns when no process of the service runs any more; says which have ended until then. */
  public void awaitEnd(Progress progress) {
    List<ChildProcess> running = new ArrayList<>(processes.all());
    while (!running.isEmpty()) {
      for (ChildProcess process : processes.all()) {
        if (!process.isRunning() && running.remove(process)) {
          progress.say("%-10shas ended".formatted(process.name()));
        } else if (process.isRunning() && !running.contains(process)) {
          running.add(process);
          progress.say("%-10sruns".formatted(process.name()));
        }
      }
      Pause.of(BETWEEN_LOOKS);
      processes.refresh();
      running.retainAll(processes.all());
    }
  }

  /** With all as other commands have left it, and with none of them at work. */
  private <T> T exclusively(Supplier<T> work) {
    return data.exclusively(
        () -> {
          processes.refresh();
          return work.get();
        });
  }

  /** Lets go of connections; what runs goes on. */
  @Override
  public void close() {
    if (survey != null) {
      survey.close();
    }
  }
}
