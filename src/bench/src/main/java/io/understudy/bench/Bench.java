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
    subcommands = BringUp.class,
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
    hold(results);
    out.println();
    results.print(out);
    results.write(json);
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

  /** Against the first marks. */
  private static void hold(Results results) {
    double pipelined = results.perSecond("pair: 256 outstanding");
    results.atLeast("256 outstanding, mutations/s", pipelined, 6_000);
    results.atLeast(
        "the same with 10% failing, of that",
        results.perSecond("pair: 256 outstanding, 10% failing") / pipelined, 0.4);
    results.atLeast(
        "one blocking client, mutations/s", results.perSecond("pair: 1 blocking client"), 500);
    results.atLeast(
        "queries, of bare request and reply",
        results.perSecond("pair: queries") / results.perSecond(Results.BARE),
        0.8);
    results.atMost("checkpoint bytes per request byte", "checkpoint.bytes.per.request.byte", 1.3);
    results.atMost("checkpoint bytes for queries", "query.checkpoint.bytes", 0);
    results.atMost("memory of instance a, MiB", "pair.rss.mib.a", 512);
    results.atMost("memory of instance b, MiB", "pair.rss.mib.b", 512);
    results.atMost("memory of the arbiter, MiB", "pair.rss.mib.arbiter", 80);
    results.atMost("pair ready, s", "pair.ready.seconds", 20);
    results.atMost("one instance ready, s", "single.ready.seconds", 12);
  }
}
