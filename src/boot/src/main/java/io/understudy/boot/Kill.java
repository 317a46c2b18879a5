package io.understudy.boot;

import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.Installation;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Kills an instance. */
@Command(
    name = "kill",
    mixinStandardHelpOptions = true,
    description = "Kills one instance (SIGKILL), as a crash would.")
final class Kill implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Parameters(paramLabel = "NAME", description = "The instance, such as a or b.")
  private String name;

  @Override
  public Integer call() {
    Installation installation = Installation.located();
    PrintWriter out = spec.commandLine().getOut();
    try (BootServer boot = BootServer.open(installation, data.path(installation))) {
      out.println(boot.kill(name) ? name + " is killed." : name + " does not run.");
    }
    out.flush();
    return 0;
  }
}
