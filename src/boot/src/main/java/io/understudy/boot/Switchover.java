package io.understudy.boot;

import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.Installation;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes another instance the primary, as planned. */
@Command(
    name = "switchover",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a backup the primary, without any failure: clients pause for a moment.",
      "Returns when it serves, and the one before is its backup again."
    })
final class Switchover implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Parameters(
      paramLabel = "TO",
      arity = "0..1",
      description = "The backup; default: the one that is least behind.")
  private String to;

  @Override
  public Integer call() {
    Installation installation = Installation.located();
    PrintWriter out = spec.commandLine().getOut();
    try (BootServer boot = BootServer.open(installation, data.path(installation))) {
      out.println(boot.switchOver(Optional.ofNullable(to), new TerminalProgress(out)));
    }
    out.flush();
    return 0;
  }
}
