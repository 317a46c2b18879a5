package io.understudy.boot.server;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process that outlives the command which started it, found again by its pid file. The process
 * carries a mark on its command line, and the file tells also when it began, so that another
 * process which was given the same pid later is never taken for it.
 */
final class ChildProcess {
  /**
   * Systems tell the start of a process in steps of 10 ms from a boot time that may be adjusted.
   */
  private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

  /** By itself glibc keeps a heap for each thread and gives little back: memory nobody uses. */
  private static final Map<String, String> LEAN_MALLOC =
      Map.of("MALLOC_ARENA_MAX", "2", "MALLOC_TRIM_THRESHOLD_", "131072");

  private static final int COMMAND_LINE_BYTES = 128 * 1024; // the mark is among the first
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration DUMP = Duration.ofSeconds(1);
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final String name;
  private final Path directory;
  private final String mark;

  /**
   * @param name as the user knows it
   * @param directory where its pid file and log are
   * @param mark an argument on its command line that no other process has
   */
  ChildProcess(String name, Path directory, String mark) {
    this.name = name;
    this.directory = directory;
    this.mark = mark;
  }

  String name() {
    return name;
  }

  Path log() {
    return directory.resolve("server.log");
  }

  Optional<ProcessHandle> running() {
    Optional<String> line = pidLine();
    if (line.isEmpty()) {
      return Optional.empty();
    }
    String[] parts = line.get().trim().split(" ");
    if (parts.length != 2 || !parts[0].matches("\\d{1,18}") || !parts[1].matches("\\d{1,18}")) {
      throw new BootException(
          pidFile() + " holds no pid. Look whether " + name + " runs, end it, delete the file.");
    }
    Instant begun = Instant.ofEpochMilli(Long.parseLong(parts[1]));
    return ProcessHandle.of(Long.parseLong(parts[0]))
        .filter(ProcessHandle::isAlive)
        .filter(process -> isSameAs(process, begun));
  }

  boolean isRunning() {
    return running().isPresent();
  }

  /** What a look at a process tells. */
  private enum Look {
    ITSELF,
    /** It just begins, or ends, or the system does not show it. */
    UNTOLD,
    ANOTHER
  }

  /**
   * Where its mark can be read that is enough. When it began is told from the system's clock, and
   * after that was set no process seems to have begun when its file says.
   */
  private boolean isSameAs(ProcessHandle process, Instant begun) {
    Look look = look(process);
    return look == Look.ITSELF || look == Look.UNTOLD && beganAt(process, begun);
  }

  private static boolean beganAt(ProcessHandle process, Instant begun) {
    return process
        .info()
        .startInstant()
        .map(start -> Duration.between(start, begun).abs().compareTo(START_TOLERANCE) < 0)
        .orElse(false);
  }

  private Look look(ProcessHandle process) {
    Path proc = Path.of("/proc/" + process.pid());
    try {
      String commandLine = commandLine(proc);
      if (commandLine.isEmpty()) {
        return isBeginningOrEnding(proc) ? Look.UNTOLD : Look.ANOTHER;
      }
      return List.of(commandLine.split("\0")).contains(mark) ? Look.ITSELF : Look.ANOTHER;
    } catch (IOException endedOrNoSuchSystem) {
      boolean shown = Files.exists(Path.of("/proc/self"));
      return process.isAlive() && !shown ? Look.UNTOLD : Look.ANOTHER;
    }
  }

  /**
   * In one read: setsid becomes the server in the moment after it was started, and what is read in
   * pieces then is the beginning of one command line and the rest of another, or of none.
   */
  private static String commandLine(Path proc) throws IOException {
    try (InputStream file = new FileInputStream(proc.resolve("cmdline").toFile())) {
      byte[] line = new byte[COMMAND_LINE_BYTES];
      int length = file.read(line);
      return length < 0 ? "" : new String(line, 0, length, StandardCharsets.UTF_8);
    }
  }

  /**
   * A process has no command line just as it begins, while it ends, and when it has ended but has
   * its pid still. Its ports are free only when the last of its threads is gone.
   */
  private static boolean isBeginningOrEnding(Path proc) throws IOException {
    String stat = Files.readString(proc.resolve("stat"), StandardCharsets.UTF_8);
    boolean leaderIsGone = stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
    try (Stream<Path> threads = Files.list(proc.resolve("task"))) {
      return !leaderIsGone || threads.count() > 1;
    }
  }

  private Optional<String> pidLine() {
    try {
      return Files.exists(pidFile()) ? Optional.of(Files.readString(pidFile())) : Optional.empty();
    } catch (IOException e) {
      throw new BootException("Cannot read " + pidFile() + ": " + e, e);
    }
  }

  private Path pidFile() {
    return directory.resolve("pid");
  }

  /**
   * Starts it in a session of its own, so that neither the end of the terminal nor Ctrl-C on it
   * reaches the process.
   */
  ProcessHandle start(List<String> command) {
    List<String> detached = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      detached.add(SETSID.toString());
    }
    detached.addAll(command);
    try {
      Files.createDirectories(directory);
      if (Files.exists(log())) {
        Files.move(log(), log("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
      }
      ProcessBuilder builder =
          new ProcessBuilder(detached)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(log().toFile());
      builder.environment().putAll(LEAN_MALLOC);
      Process process = builder.start();
      remember(process.toHandle());
      return process.toHandle();
    } catch (IOException e) {
      throw new BootException("Cannot start " + name + ": " + e.getMessage(), e);
    }
  }

  private Path log(String file) {
    return directory.resolve(file);
  }

  private void remember(ProcessHandle process) throws IOException {
    long began = process.info().startInstant().orElseGet(Instant::now).toEpochMilli();
    try {
      Files.writeString(pidFile(), process.pid() + " " + began + "\n");
    } catch (IOException e) {
      process.destroyForcibly(); // nobody would find it again
      throw e;
    }
  }

  /**
   * Has a JVM write what its threads are at into its log, where it runs and the system knows {@code
   * kill}: of one that does not get on nothing else tells why.
   */
  void dumpThreads() {
    running()
        .ifPresent(
            process -> {
              try {
                new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
              } catch (IOException noSuchCommand) {
                return; // what is said of the failure does not hang on it
              }
              Pause.of(DUMP);
            });
  }

  /** Asks it to end and does not wait. */
  void askToStop() {
    running().ifPresent(ProcessHandle::destroy);
  }

  /** Asks it to end, waits, and ends it if it does not. Says whether there was anything to end. */
  boolean stop() {
    Optional<ProcessHandle> process = running();
    process.ifPresent(ProcessHandle::destroy);
    process.ifPresent(
        running -> {
          if (!ends(running, PATIENCE)) {
            running.destroyForcibly();
            requireEnd(running);
          }
        });
    forget();
    return process.isPresent();
  }

  /** Ends it at once, as a crash would. Says whether there was anything to end. */
  boolean kill() {
    Optional<ProcessHandle> process = running();
    process.ifPresent(
        running -> {
          running.destroyForcibly();
          requireEnd(running);
        });
    forget();
    return process.isPresent();
  }

  private void requireEnd(ProcessHandle process) {
    if (!ends(process, PATIENCE)) {
      throw new BootException(
          "Process %d (%s) does not end, not even by SIGKILL.".formatted(process.pid(), name));
    }
  }

  private boolean ends(ProcessHandle process, Duration patience) {
    Instant until = Instant.now().plus(patience);
    // one that nobody has waited for yet still has its pid, but no command line any more
    while (process.isAlive() && look(process) != Look.ANOTHER) {
      if (Instant.now().isAfter(until)) {
        return false;
      }
      Pause.of(Duration.ofMillis(10));
    }
    return true;
  }

  private void forget() {
    try {
      Files.deleteIfExists(pidFile());
    } catch (IOException e) {
      throw new BootException("Cannot delete " + pidFile() + ": " + e, e);
    }
  }
}
