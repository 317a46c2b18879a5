package io.understudy.boot;

import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.Installation;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Restores the arbiter's record. */
@Command(
    name = "restore-record",
    mixinStandardHelpOptions = true,
    description = {
      "Restores a record that the arbiter has lost, or that is older, from the instances.",
      "Asks all instances, and starts those that do not run."
    })
final class RestoreRecord implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(
      names = "--without",
      paramLabel = "NAME",
      split = ",",
      description = {
        "Instances that cannot be asked.",
        "What only they have committed, and may have answered, is lost."
      })
  private List<String> without = List.of();

  @Override
  public Integer call() {
    Installation installation = Installation.located();
    PrintWriter out = spec.commandLine().getOut();
    try (BootServer boot = BootServer.open(installation, data.path(installation))) {
      boot.restoreRecord(without, new TerminalProgress(out));
    }
    out.flush();
    return 0;
  }
}
