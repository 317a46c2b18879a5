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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has an entry answered with an error. */
@Command(
    name = "reject",
    mixinStandardHelpOptions = true,
    description = {
      "Has the entry that no server gets past answered with an error, on every instance.",
      "Only the one that status names, and only where nobody has committed it. A server that is"
          + " executing it is restarted first.",
    })
final class Reject implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Parameters(paramLabel = "SSN", description = "Its service sequence number, as status shows it.")
  private long ssn;

  @Option(
      names = "--without",
      paramLabel = "NAME",
      split = ",",
      description = {
        "Instances that do not answer, or may have lost what they had committed: without their"
            + " word.",
        "If one of them has committed the entry, the answer that it gave is lost."
      })
  private List<String> without = List.of();

  @Override
  public Integer call() {
    Installation installation = Installation.located();
    PrintWriter out = spec.commandLine().getOut();
    try (BootServer boot = BootServer.open(installation, data.path(installation))) {
      out.println(boot.reject(ssn, without, new TerminalProgress(out)));
    }
    out.flush();
    return 0;
  }
}
