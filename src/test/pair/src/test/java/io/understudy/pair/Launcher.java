package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.boot.server.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the understudy script as a user would, from a project whose path has a space in it. */
final class Launcher {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Path HOME =
      Path.of(System.getProperty("understudy.home")).toAbsolutePath().normalize();

  private final Path project;

  /** One run of the script. */
  final class Run {
    private final Process process;
    private final Path output;

    private Run(Process process, Path output) {
      this.process = process;
      this.output = output;
    }

    String output() {
      try {
        return Files.readString(output);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    int exitCode() throws InterruptedException {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("It does not end. It says:\n" + output());
      }
      return process.exitValue();
    }

    void awaitOutput(String text) {
      await().atMost(PATIENCE).until(() -> !process.isAlive() || output().contains(text));
      assertThat(output()).contains(text);
    }

    /**
     * As Ctrl-C does. Where these tests themselves run in the background, all that they start
     * ignores SIGINT; then by SIGTERM, which Java treats in the same way.
     */
    void interrupt() throws Exception {
      String signal = ignoresInterrupts() ? "-TERM" : "-INT";
      new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start().waitFor();
    }

    private boolean ignoresInterrupts() throws IOException {
      long sigint = 1L << (2 - 1);
      return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
          .filter(line -> line.startsWith("SigIgn:"))
          .anyMatch(line -> (Long.parseUnsignedLong(line.split("\\s+")[1], 16) & sigint) != 0);
    }
  }

  /** Makes a project of links to the one that was just built. */
  Launcher(Path directory) throws Exception {
    project = Files.createDirectories(directory.resolve("a clone with spaces"));
    Path script = Files.copy(HOME.resolve("understudy"), project.resolve("understudy"));
    script.toFile().setExecutable(true);
    List<String> old = new ArrayList<>(List.of("touch", "-h", "-d", "2001-01-01"));
    for (String part : List.of("src", "config", "connector", "ejb", "web", "ear", "pom.xml")) {
      old.add(Files.createSymbolicLink(project.resolve(part), HOME.resolve(part)).toString());
    }
    // links that are newer than the build would have it built again
    if (new ProcessBuilder(old).start().waitFor() != 0) {
      throw new AssertionError("The links could not be made old.");
    }
    // and so would sources that are newer than the last build by the script: the build under way
    // has come as far as this module
    Path stamp = HOME.resolve("src/bench/target/built");
    if (!Files.exists(stamp)) {
      Files.createFile(stamp);
    }
    Files.setLastModifiedTime(stamp, FileTime.from(Instant.now()));
  }

  Path defaultData() {
    return project.resolve("data");
  }

  Run start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(project.resolve("understudy").toString());
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(project, "output", ".txt");
    // from another directory than the project's
    Process process =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new Run(process, output);
  }

  /** As a user does who does not need the data of an instance that was removed. */
  void deleteData(String instance) throws IOException {
    DataDirectory.deleteAll(defaultData().resolve(instance));
  }

  /** Runs it to its end. */
  Run run(String... arguments) throws Exception {
    Run run = start(arguments);
    run.exitCode();
    return run;
  }
}
