package io.understudy.boot;

import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.Installation;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes an instance away. */
@Command(
    name = "remove",
    mixinStandardHelpOptions = true,
    description = {
      "Takes an instance out of the service, without a pause, and stops it.",
      "If it is the primary, a backup becomes it first. Its data is left where it is."
    })
final class Remove implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Parameters(paramLabel = "NAME", description = "The instance.")
  private String name;

  @Option(
      names = "--to",
      paramLabel = "BACKUP",
      description =
          "Who is to be the primary instead of it; default: the backup that is least behind.")
  private String to;

  @Override
  public Integer call() {
    Installation installation = Installation.located();
    PrintWriter out = spec.commandLine().getOut();
    try (BootServer boot = BootServer.open(installation, data.path(installation))) {
      out.println(boot.remove(name, Optional.ofNullable(to), new TerminalProgress(out)));
    }
    out.flush();
    return 0;
  }
}
