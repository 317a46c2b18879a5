package io.understudy.boot;

import io.understudy.boot.server.InstanceState;
import io.understudy.boot.server.ServiceState;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help.Ansi;

/**
 * How a service is, for a reader.
 *
 * @param option what the commands that are named are to be followed by
 */
record StatusTable(ServiceState state, Path data, String option) {
  private static final String ROW = "%-9s %-12s %-6s %-12s %-8s %-8s %-22s %-22s %-8s %s%n";

  private static final String COPY_REFUSED = "copy-refused.";

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
    state.instances().stream()
        .filter(instance -> instance.role().equals("stopped"))
        .forEach(
            instance ->
                out.println(
                    Ansi.AUTO.string("@|bold,red STOPPED: |@")
                        + instance.place().name()
                        + ": "
                        + instance.said("reason")));
    printRecordTrouble(out);
    state.suspecting().forEach(instance -> printSuspect(instance, out));
    state
        .divergences()
        .forEach(
            (instance, how) ->
                out.println(
                    Ansi.AUTO.string("@|bold,red VOID: |@")
                        + instance
                        + " is brought up anew, because of "
                        + how
                        + "."));
    state.serving().ifPresent(primary -> printOperationLog(primary, out));
    state.serving().ifPresent(primary -> printMessageTable(primary, out));
    for (InstanceState instance : state.instances()) {
      instance
          .copying()
          .ifPresent(now -> out.printf("%s gets a full copy: %s%n", instance.place().name(), now));
    }
    state.serving().ifPresent(primary -> printRefusals(primary, out));
    state.shared().forEach(shared -> out.println("Note: " + shared + "."));
    if (state.belowMinimum().isPresent()) {
      out.println(
          Ansi.AUTO.string(
                  "@|bold,red NOT SERVING: requests wait until %s backups are in sync (min-in-sync).|@"
                      .formatted(state.belowMinimum().get().said("min-in-sync")))
              + wayOut());
    } else if (state.serving().isEmpty()) {
      out.println(
          Ansi.AUTO.string("@|bold,red NOT SERVING: there is no primary that takes requests.|@")
              + wayOut());
    } else if (state.isDegraded()) {
      out.println(
          Ansi.AUTO.string(
                  "@|bold,red DEGRADED: the primary has no backup in sync; its loss would lose data.|@")
              + wayOut());
    }
  }

  /** How those that do not run are started; nothing if all do. */
  private String wayOut() {
    List<InstanceState> down = state.down();
    if (down.isEmpty()) {
      return "";
    }
    return down.size() == 1 && state.arbiterAnswers()
        ? " To start it: " + command("start " + down.get(0).place().name())
        : " To start what does not run: " + command("up");
  }

  private String command(String words) {
    return "./understudy " + words + option;
  }

  private static void printOperationLog(InstanceState primary, PrintWriter out) {
    out.printf(
        "The operation log of %s reaches back to entry %s (%s entries, %s bytes): who lacks an"
            + " earlier one gets a full copy.%n",
        primary.place().name(),
        primary.said("log-from"),
        primary.said("log-rows"),
        primary.said("log-bytes"));
  }

  private static void printMessageTable(InstanceState primary, PrintWriter out) {
    out.printf(
        "Answers in its message table: %s (%s bytes).%n",
        primary.said("message-rows"), primary.said("message-bytes"));
    if (primary.said("message-full").equals("true")) {
      out.println(
          Ansi.AUTO.string("@|bold,red FULL: |@")
              + "the message table is at a bound of its settings (message-table-rows,"
              + " message-table-mib): new requests are refused until clients say which answers they"
              + " have, or have been silent for retention-seconds.");
    }
  }

  private static void printRefusals(InstanceState primary, PrintWriter out) {
    primary
        .answer()
        .orElse(Map.of())
        .forEach(
            (key, why) -> {
              if (key.startsWith(COPY_REFUSED)) {
                out.println(
                    Ansi.AUTO.string("@|bold,red NOT COPIED: |@")
                        + key.substring(COPY_REFUSED.length())
                        + " cannot load the full copy: "
                        + why);
              }
            });
  }

  private void printRecordTrouble(PrintWriter out) {
    boolean lost = state.arbiterAnswers() && state.record().isEmpty();
    boolean older =
        state.arbiterAnswers()
            && state.instances().stream().anyMatch(each -> !each.said("record").equals("-"));
    if (lost || older) {
      out.println(
          Ansi.AUTO.string("@|bold,red RECORD LOST: |@")
              + "the arbiter's record is "
              + (lost ? "missing" : "older than what the instances have seen")
              + ": nobody can become the primary. To restore it: "
              + command("restore-record"));
    }
  }

  private void printSuspect(InstanceState instance, PrintWriter out) {
    if (instance.said("suspect").equals("UNKNOWN")) {
      printUnknown(instance, out);
      return;
    }
    String what =
        "entry %s (%s, number %s of client %s)"
            .formatted(
                instance.said("suspect.ssn"),
                instance.said("suspect.operation"),
                instance.said("suspect.number"),
                instance.said("suspect.client"));
    String how =
        switch (instance.said("suspect")) {
          case "HELD" -> held(instance.said("suspect.waits-for"));
          case "RUNNING" -> "is being executed and does not end";
          case "FAILING" -> "fails and is executed again";
          default -> "has stopped a server and is executed once more, alone";
        };
    out.println(
        Ansi.AUTO.string("@|bold,red POISON: |@")
            + instance.place().name()
            + ": "
            + what
            + " "
            + how
            + "."
            + (instance.role().equals("primary")
                ? " To have it answered with an error: "
                    + command("reject " + instance.said("suspect.ssn"))
                : ""));
  }

  private String held(String silent) {
    return silent.equals("-")
        ? "has stopped servers and is not executed; nothing after it is committed"
        : "has stopped a server, and maybe others; nothing after it is committed until they have"
            + " said so: "
            + starts(silent)
            + "; then it is executed, or held";
  }

  private String starts(String names) {
    return command(names.contains(",") ? "up" : "start " + names);
  }

  private void printUnknown(InstanceState instance, PrintWriter out) {
    String lost = instance.said("suspect.waits-for");
    String name = instance.place().name();
    out.println(
        Ansi.AUTO.string("@|bold,red POISON: |@")
            + name
            + ": primaries were lost one after another ("
            + lost.replace(",", ", ")
            + ") before what they left was committed, from entry "
            + instance.said("suspect.ssn")
            + " on. One of these entries may end whichever server executes it: none is executed"
            + " until those servers are started and have said what they were executing. To start"
            + " them: "
            + starts(lost)
            + ". To execute all of them without that: "
            + command("down")
            + "; "
            + command("start " + name));
  }

  private String arbiter() {
    if (!state.arbiterAnswers()) {
      boolean down = state.service().hasOwnArbiter() && state.arbiterPid().isEmpty();
      return "does not answer: nobody can become the primary, or come in sync"
          + (down ? ". To start it: " + command("up") : "");
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

  /** A spare is not meant to have anything. */
  private String lag(InstanceState instance) {
    return state.lag(instance).isPresent() && !instance.isSpare()
        ? String.valueOf(state.lag(instance).getAsLong())
        : "-";
  }

  private String inSync(InstanceState instance) {
    if (instance.isServing() || instance.isSpare() || instance.isRemote()) {
      return "-";
    }
    return state.isInSync(instance) ? "yes" : "no";
  }

  private void print(InstanceState instance, PrintWriter out) {
    out.printf(
        ROW,
        instance.place().name(),
        instance.role(),
        instance.said("epoch"),
        instance.said("committed"),
        lag(instance),
        inSync(instance),
        instance.place().reachedAt(),
        "127.0.0.1:" + instance.place().http(),
        instance.isRunning() ? String.valueOf(instance.pid().getAsLong()) : "-",
        instance.rssKib().isPresent() ? instance.rssKib().getAsLong() / 1024 + " MiB" : "-");
  }
}
