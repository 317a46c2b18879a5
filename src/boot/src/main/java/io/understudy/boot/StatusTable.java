package io.understudy.boot;

import io.understudy.boot.server.InstanceState;
import io.understudy.boot.server.ServiceState;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Help.Ansi;

/** How a service is, for a reader. */
record StatusTable(ServiceState state, Path data) {
  private static final String ROW = "%-9s %-12s %-6s %-12s %-8s %-8s %-22s %-22s %-8s %s%n";

  void print(PrintWriter out) {
    out.printf("Service %s in %s%n", state.service().service(), data);
    out.printf("Arbiter %s: %s%n%n", state.service().arbiter(), arbiter());
    out.printf(
        ROW,
        "instance",
        "role",
        "epoch",
        "committed",
        "lag",
        "in sync",
        "broker",
        "http",
        "pid",
        "memory");
    state.instances().forEach(instance -> print(instance, out));
    if (state.belowMinimum().isPresent()) {
      out.println(
          Ansi.AUTO.string(
              "@|bold,red NOT SERVING: requests wait until %s backups are in sync (min-in-sync).|@"
                  .formatted(state.belowMinimum().get().said("min-in-sync"))));
    } else if (state.serving().isEmpty()) {
      out.println(
          Ansi.AUTO.string("@|bold,red NOT SERVING: there is no primary that takes requests.|@"));
    } else if (state.isDegraded()) {
      out.println(
          Ansi.AUTO.string(
              "@|bold,red DEGRADED: the primary has no backup in sync; its loss would lose data.|@"));
    }
  }

  private String arbiter() {
    if (!state.arbiterAnswers()) {
      return "does not answer";
    }
    String record =
        state
            .record()
            .map(
                kept ->
                    "epoch %d, primary %s, in sync %s"
                        .formatted(
                            kept.epoch(),
                            kept.primary() == null ? "none yet" : kept.primary().instance(),
                            kept.inSync().stream().map(member -> member.instance()).toList()))
            .orElse("has no record of the service");
    return record
        + (state.arbiterPid().isPresent() ? ", pid " + state.arbiterPid().getAsLong() : "");
  }

  private void print(InstanceState instance, PrintWriter out) {
    out.printf(
        ROW,
        instance.place().name(),
        instance.role(),
        instance.said("epoch"),
        instance.said("committed"),
        state.lag(instance).isPresent() ? String.valueOf(state.lag(instance).getAsLong()) : "-",
        instance.isServing() ? "-" : state.isInSync(instance) ? "yes" : "no",
        instance.place().reachedAt(),
        "127.0.0.1:" + instance.place().http(),
        instance.isRunning() ? String.valueOf(instance.pid().getAsLong()) : "-",
        instance.rssKib().isPresent() ? instance.rssKib().getAsLong() / 1024 + " MiB" : "-");
  }
}
