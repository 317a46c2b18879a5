package io.understudy.boot;

import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.Installation;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Stops a service. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "Stops all instances and the arbiter, in order.")
final class Down implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Override
  public Integer call() {
    Installation installation = Installation.located();
    PrintWriter out = spec.commandLine().getOut();
    try (BootServer boot = BootServer.open(installation, data.path(installation))) {
      if (!boot.down(new TerminalProgress(out))) {
        out.println("Nothing runs.");
      }
    }
    out.flush();
    return 0;
  }
}
