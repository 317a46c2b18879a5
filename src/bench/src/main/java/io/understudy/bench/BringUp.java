package io.understudy.bench;

import io.understudy.boot.OnInterrupt;
import io.understudy.boot.server.BootException;
import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.DataDirectory;
import io.understudy.boot.server.Founding;
import io.understudy.boot.server.Installation;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how a backup is brought up on this machine. */
@Command(
    name = "bring-up",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures how a backup is brought up: by a full copy while the pair is idle, by one while it serves"
          + " half its top rate, and from the operation log at the same rate.",
      "Prints a table and writes JSON."
    })
public final class BringUp implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--objects",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "How many objects of 200 bytes there are; default: ${DEFAULT-VALUE}.")
  private int objects;

  @Option(
      names = "--away",
      paramLabel = "S",
      defaultValue = "20",
      description =
          "How long the backup that catches up was away under load; default: ${DEFAULT-VALUE}.")
  private int away;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      defaultValue = "bring-up.json",
      description = "Where the figures go; default: ${DEFAULT-VALUE}.")
  private Path json;

  @Override
  public Integer call() throws Exception {
    if (objects < 1000 || away < 1) {
      throw new BootException("--objects must be at least 1000, and --away at least 1.");
    }
    PrintWriter out = spec.commandLine().getOut();
    Results results = new Results();
    Path directory = Files.createTempDirectory("understudy-bring-up");
    try (BootServer boot =
            BootServer.openOrFound(Installation.located(), directory, Founding.pair());
        OnInterrupt interrupt = new OnInterrupt(boot::undo)) {
      try {
        new BringUpRun(boot, objects, away, results, out).run();
      } finally {
        boot.undo();
        interrupt.becomes(() -> {});
      }
    }
    DataDirectory.deleteAll(directory);
    out.println();
    results.print(out);
    results.write(json);
    out.println("Figures are in " + json);
    out.flush();
    return 0;
  }
}
