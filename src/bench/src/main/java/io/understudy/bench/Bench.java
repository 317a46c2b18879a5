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
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures a pair and a single instance on this machine. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures throughput and latency of a pair, and of one instance alone, on this machine.",
      "All processes and clients share its processors. Prints a table and writes JSON."
    })
public final class Bench implements Subcommand {
  @Spec private CommandSpec spec;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "How long each phase is measured; default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "5",
      description = "How long each phase runs before that; default: ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      defaultValue = "bench.json",
      description = "Where the figures go; default: ${DEFAULT-VALUE}.")
  private Path json;

  @Option(names = "--pair-only", description = "Leaves the single instance out.")
  private boolean pairOnly;

  @Override
  public Integer call() throws Exception {
    if (seconds < 1 || warmUp < 0) {
      throw new BootException("--seconds must be at least 1, and --warm-up at least 0.");
    }
    Installation installation = Installation.located();
    PrintWriter out = spec.commandLine().getOut();
    Results results = new Results();
    measure(installation, Founding.pair(), results, out);
    if (!pairOnly) {
      measure(installation, Founding.single(), results, out);
    }
    out.println();
    results.print(out);
    Files.write(json, (Json.indented(results.asMap()) + "\n").getBytes());
    out.println("Figures are in " + json);
    out.flush();
    return 0;
  }

  private void measure(
      Installation installation, Founding founding, Results results, PrintWriter out)
      throws Exception {
    Path directory = Files.createTempDirectory("understudy-bench");
    try (BootServer boot = BootServer.openOrFound(installation, directory, founding);
        OnInterrupt interrupt = new OnInterrupt(boot::undo)) {
      try {
        new BenchRun(boot, Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds), results, out)
            .run();
      } finally {
        boot.undo();
        interrupt.becomes(() -> {});
      }
    }
    DataDirectory.deleteAll(directory);
  }
}
