package io.understudy.boot;

import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.Installation;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes an instance the primary that is no member. */
@Command(
    name = "force",
    mixinStandardHelpOptions = true,
    description = {
      "Makes an instance the primary that is not in sync, when those that are do not come back.",
      "What they have committed and it has not is lost. The old primary must be stopped."
    })
final class Force implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Parameters(paramLabel = "NAME", description = "The instance; it is started if it does not run.")
  private String name;

  @Option(
      names = "--accept-loss",
      description = "Do it; without this, it is only said what may be lost.")
  private boolean acceptsLoss;

  @Override
  public Integer call() {
    Installation installation = Installation.located();
    PrintWriter out = spec.commandLine().getOut();
    try (BootServer boot = BootServer.open(installation, data.path(installation))) {
      out.println(boot.force(name, acceptsLoss, new TerminalProgress(out)));
    }
    out.flush();
    return 0;
  }
}
