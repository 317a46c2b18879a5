package io.understudy.bench;

import io.understudy.boot.OnInterrupt;
import io.understudy.boot.Subcommand;
import io.understudy.boot.server.BootException;
import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.DataDirectory;
import io.understudy.boot.server.Founding;
import io.understudy.boot.server.Installation;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Kills a primary under load, and checks that nothing is lost or done twice. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Starts a pair, loads it, kills the primary under load, and compares all with what the clients"
          + " were told.",
      "Exit status 0 only if nothing was lost, nothing done twice, no error answered, and every"
          + " object is right."
    })
public final class Demo implements Subcommand {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "A new data directory, which is kept; default: a temporary one, deleted if all is right.")
  private Path data;

  @Option(
      names = "--records",
      paramLabel = "N",
      defaultValue = "100000",
      description = "YCSB records to load; default: ${DEFAULT-VALUE}.")
  private long records;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "20",
      description = "How long each of the two workloads runs; default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the transfers; default: by chance. YCSB draws its own.")
  private Long seed;

  @Override
  public Integer call() throws Exception {
    if (records < 1 || seconds < 2) {
      throw new BootException("--records must be at least 1, and --seconds at least 2.");
    }
    Installation installation = Installation.located();
    Path directory = data != null ? data : Files.createTempDirectory("understudy-demo");
    if (DataDirectory.isService(directory)) {
      throw new BootException(
          "There is a service in " + directory + "; the demo begins a new one.");
    }
    PrintWriter out = spec.commandLine().getOut();
    long used = seed != null ? seed : new Random().nextInt(1_000_000);
    out.printf("Data in %s, seed %d%n", directory, used);
    out.flush();
    boolean right;
    try (BootServer boot = BootServer.openOrFound(installation, directory, Founding.pair());
        OnInterrupt interrupt = new OnInterrupt(() -> stop(boot, directory, out))) {
      right = run(boot, used, out);
      interrupt.becomes(() -> {});
    }
    if (right && data == null) {
      DataDirectory.deleteAll(directory);
    } else {
      sayKept(directory, out);
    }
    return right ? 0 : 1;
  }

  private void stop(BootServer boot, Path directory, PrintWriter out) {
    boot.undo();
    sayKept(directory, out);
  }

  private void sayKept(Path directory, PrintWriter out) {
    if (data == null) {
      out.println("Logs and data are kept in " + directory);
    }
    out.flush();
  }

  private boolean run(BootServer boot, long used, PrintWriter out) throws Exception {
    Duration each = Duration.ofSeconds(seconds);
    try (Story story = new Story(boot, records, each, used, out)) {
      Verdict verdict = story.tell();
      out.println();
      verdict.print(out);
      out.println(verdict.holds() ? "All of it holds." : "NOT all of it holds.");
      return verdict.holds();
    } finally {
      boot.undo();
    }
  }
}
