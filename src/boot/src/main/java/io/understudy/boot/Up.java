package io.understudy.boot;

import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.Founding;
import io.understudy.boot.server.Installation;
import io.understudy.boot.server.InstanceSettings;
import io.understudy.boot.server.Progress;
import io.understudy.boot.server.UserDatabase;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a service, or what is missing of it. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a primary, its backups and an arbiter, and returns when all is ready.",
      "What runs already is left alone; on a data directory that is there, all goes on where it stopped."
    })
final class Up implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(
      names = "--backups",
      paramLabel = "N",
      description = "Number of backups; default: 1, or as many as there are.")
  private Integer backups;

  @Option(
      names = "--arbiter",
      paramLabel = "HOST:PORT,...",
      description = "Your ZooKeeper ensemble; default: an arbiter is started.")
  private String arbiter;

  @Option(
      names = "--database",
      paramLabel = "NAME=URL",
      description = {
        "PostgreSQL database for an instance, in place of an H2 file of its own; once for each:",
        "--database b=jdbc:postgresql://HOST:PORT/DATABASE?user=USER&password=PASSWORD,",
        "or b=FILE, a file of properties url, user and password, so that no password is on a command line."
      })
  private Map<String, String> databases = new LinkedHashMap<>();

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description = "Settings like those in config/understudy.properties; kept for later starts.")
  private Path settings;

  @Option(
      names = "-D",
      paramLabel = "key=value",
      description = "One such setting; may be given several times.")
  private Map<String, String> values = new LinkedHashMap<>();

  @Option(
      names = "--foreground",
      description = "Stays; Ctrl-C then stops all, and leaves no process behind.")
  private boolean foreground;

  @Override
  public Integer call() {
    Instant begun = Instant.now();
    Installation installation = Installation.located();
    Optional<InstanceSettings> given = given();
    Founding founding =
        new Founding(Optional.ofNullable(backups), Optional.ofNullable(arbiter), databases());
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = new TerminalProgress(out);
    try (BootServer boot = BootServer.openOrFound(installation, data.path(installation), founding);
        OnInterrupt interrupt = new OnInterrupt(boot::undo)) {
      boolean wasComplete = boot.isComplete();
      List<String> ran = boot.running();
      boot.up(given, progress);
      if (foreground) {
        interrupt.becomes(() -> boot.down(progress));
      }
      out.println(
          wasComplete
              ? "It is up already."
              : "Up after %.1f s."
                  .formatted(Duration.between(begun, Instant.now()).toMillis() / 1000.0));
      if (given.isPresent() && !ran.isEmpty()) {
        out.printf("For %s the settings hold from the next start.%n", String.join(", ", ran));
      }
      new StatusTable(boot.state(), boot.data().path(), data.again()).print(out);
      out.flush();
      if (foreground) {
        progress.say("Ctrl-C stops all.");
        boot.awaitEnd(progress);
      }
    }
    return 0;
  }

  private Map<String, UserDatabase> databases() {
    Map<String, UserDatabase> named = new LinkedHashMap<>();
    databases.forEach((name, database) -> named.put(name, UserDatabase.parse(database)));
    return named;
  }

  private Optional<InstanceSettings> given() {
    if (settings == null && values.isEmpty()) {
      return Optional.empty();
    }
    InstanceSettings fromFile =
        settings == null ? InstanceSettings.defaults() : InstanceSettings.read(settings);
    return Optional.of(
        fromFile.overriddenBy(InstanceSettings.of(values, "-D"), "The settings together"));
  }
}
