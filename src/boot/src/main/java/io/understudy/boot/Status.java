package io.understudy.boot;

import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.Installation;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows a service. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the instances and the arbiter.",
      "Exit status 0 whatever they are at; for a program: --json."
    })
final class Status implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(names = "--json", description = "For a program.")
  private boolean json;

  @Override
  public Integer call() {
    Installation installation = Installation.located();
    PrintWriter out = spec.commandLine().getOut();
    try (BootServer boot = BootServer.open(installation, data.path(installation))) {
      if (json) {
        out.println(new StatusJson(boot.state()).text());
      } else {
        new StatusTable(boot.state(), boot.data().path(), data.again()).print(out);
      }
    }
    out.flush();
    return 0;
  }
}
