package io.understudy.torture;

import io.understudy.boot.server.BootException;
import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.Founding;
import io.understudy.boot.server.Installation;
import io.understudy.boot.server.InstanceState;
import io.understudy.boot.server.PortOwner;
import io.understudy.boot.server.Progress;
import io.understudy.boot.server.ServiceFile;
import io.understudy.boot.server.ServiceState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The service under torture: its processes, with a forwarder before each broker and before the
 * arbiter, and all that is done to them. One thread does it.
 */
final class Scene implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Longer than a server takes that stops. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

  /** Less than any file that a server writes under load. */
  private static final int ROOM_BYTES = 64 << 10;

  /** Of its disk, or of what cannot be written there, in the words of the system. */
  private static final Pattern FULL =
      Pattern.compile("UND0105|UND0103.*(journal|[Dd]isk|No space left|File too large)");

  private static final Set<String> STOPPED = Set.of("stopped", "down", "no answer");

  private static final int BETWEEN_LOOKS_MILLIS = 100;

  private final BootServer boot;
  private final Random random;
  private final Progress progress;
  private final Set<String> stopped = new HashSet<>();
  private final Set<String> full = new HashSet<>();
  private Forwarders forwarders;
  private SmallDisk small;
  private String onSmall;

  /**
   * @param random draws which of several instances is struck
   */
  Scene(Installation installation, Path directory, int backups, Random random, Progress progress) {
    this.random = random;
    this.progress = progress;
    Founding founding = new Founding(Optional.of(backups), Optional.empty());
    boot = BootServer.openOrFound(installation, directory, founding, this::forwarded);
  }

  private ServiceFile forwarded(ServiceFile service) {
    forwarders = Forwarders.before(service, this::origin);
    return service.reachedAt(forwarders.brokerAddresses(), forwarders.arbiterAddress());
  }

  private String origin(Socket socket) {
    return names().stream()
        .filter(
            name -> {
              OptionalLong pid = boot.pid(name);
              return pid.isPresent() && PortOwner.isConnected(pid.getAsLong(), socket.getPort());
            })
        .findFirst()
        .orElse(Forwarders.CLIENTS);
  }

  /** The network between all of them. */
  Forwarders network() {
    return forwarders;
  }

  BootServer boot() {
    return boot;
  }

  ServiceState state() {
    return boot.state();
  }

  /** The primary that serves; waits for one. */
  String primary() {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - until < 0) {
      Optional<InstanceState> serving = state().serving();
      if (serving.isPresent()) {
        return serving.get().place().name();
      }
      pause(BETWEEN_LOOKS_MILLIS);
    }
    throw new BootException("No primary serves for " + PATIENCE.toSeconds() + " s.");
  }

  /** One of the others. */
  String backup(String primary) {
    List<String> others = others(primary);
    return others.get(random.nextInt(others.size()));
  }

  private List<String> others(String name) {
    return names().stream().filter(other -> !other.equals(name)).toList();
  }

  private List<String> names() {
    return forwarders.instances();
  }

  // --- processes

  void kill(String name) {
    boot.kill(name);
  }

  void killAll() {
    names().parallelStream().forEach(boot::kill);
  }

  /** SIGSTOP: the process stands still, and its connections stay. */
  void halt(String name) {
    stopped.add(name);
    signal("STOP", name);
  }

  /** SIGCONT to all that stand still. */
  void goOn() {
    stopped.forEach(name -> signal("CONT", name));
    stopped.clear();
  }

  private void signal(String signal, String name) {
    Shell.run("kill", "-" + signal, pid(name));
  }

  private String pid(String name) {
    OptionalLong pid = boot.pid(name);
    return String.valueOf(
        pid.orElseThrow(() -> new BootException("Instance " + name + " does not run.")));
  }

  /** Whether there can be a small disk. */
  boolean mayMount() {
    return SmallDisk.isPermitted();
  }

  /** Has a backup on a small disk, in sync. */
  void moveToSmallDisk(String backup) {
    boot.stop(backup);
    small = SmallDisk.under(boot.data().instance(backup));
    boot.start(backup, progress);
    onSmall = backup;
  }

  void switchOverToSmallDisk() {
    boot.switchOver(Optional.of(onSmall), progress);
  }

  void fillSmallDisk() {
    small.fill();
    full.add(onSmall);
  }

  /** From now on it can write nothing but the beginnings of its files. */
  void limitFiles(String name) {
    Shell.run("prlimit", "--pid", pid(name), "--fsize=%d:%<d".formatted(ROOM_BYTES));
    full.add(name);
  }

  /** Servers whose disk is full and whose logs do not say so. */
  List<String> silentWithAFullDisk() {
    return full.stream().filter(name -> !saysItIsFull(name)).toList();
  }

  /**
   * Servers whose disk is full and that have not stopped, though they had time to. A broker that
   * can write nothing may take no question, or has ended: such a server does not answer.
   */
  List<String> goingOnWithAFullDisk() {
    long until = System.nanoTime() + STOP_LIMIT.toNanos();
    List<String> going = goingOn();
    while (!going.isEmpty() && System.nanoTime() - until < 0) {
      pause(BETWEEN_LOOKS_MILLIS);
      going = goingOn();
    }
    return going;
  }

  private List<String> goingOn() {
    if (full.isEmpty()) {
      return List.of();
    }
    ServiceState state = state();
    return full.stream().filter(name -> !STOPPED.contains(state.instance(name).role())).toList();
  }

  private boolean saysItIsFull(String name) {
    Path log = boot.data().instance(name).resolve("server.log");
    try (Stream<String> lines = Files.lines(log)) {
      return lines.anyMatch(line -> FULL.matcher(line).find());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void killArbiter() {
    boot.killArbiter();
  }

  /** Starts what does not run, and waits until all are in sync. */
  void restore() {
    goOn();
    full.forEach(boot::kill); // its limit ends with the process
    full.clear();
    if (small != null) {
      boot.kill(onSmall);
      small.remove();
      small = null;
    }
    boot.up(Optional.empty(), progress);
  }

  void switchOver() {
    boot.switchOver(Optional.empty(), progress);
  }

  // --- end

  /** Waits until all have committed all that was given a place. */
  void awaitSameCommitted() {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!isSameCommitted()) {
      if (System.nanoTime() - until > 0) {
        throw new BootException("The instances have not committed the same.");
      }
      pause(BETWEEN_LOOKS_MILLIS);
    }
  }

  private boolean isSameCommitted() {
    ServiceState state = state();
    return state.serving().isPresent()
        && state.instances().stream().allMatch(one -> state.lag(one).orElse(-1) == 0);
  }

  /** The database files of all instances, by name. */
  Map<String, Path> databases() {
    Map<String, Path> databases = new HashMap<>();
    for (String name : names()) {
      databases.put(name, boot.data().instance(name).resolve("database/understudy"));
    }
    return databases;
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BootException("Interrupted.", e);
    }
  }

  @Override
  public void close() {
    boot.undo();
    if (small != null) {
      small.remove();
    }
    boot.close();
    forwarders.close();
  }
}
