package io.understudy.boot;

import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.Installation;
import io.understudy.boot.server.Progress;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts an instance. */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description = "Starts one instance; returns when it serves, waits for backups, or is in sync.")
final class Start implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Parameters(paramLabel = "NAME", description = "The instance, such as a or b.")
  private String name;

  @Option(
      names = "--retry",
      description = "An entry that has stopped it too often is executed there once more.")
  private boolean retry;

  @Override
  public Integer call() {
    Installation installation = Installation.located();
    PrintWriter out = spec.commandLine().getOut();
    try (BootServer boot = BootServer.open(installation, data.path(installation))) {
      Progress progress = new TerminalProgress(out);
      boolean started = OnInterrupt.during(() -> boot.start(name, retry, progress), boot::undo);
      out.println(started ? name + " is ready." : name + " runs already.");
    }
    out.flush();
    return 0;
  }
}
