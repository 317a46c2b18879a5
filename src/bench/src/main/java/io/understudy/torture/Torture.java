package io.understudy.torture;

import io.understudy.boot.OnInterrupt;
import io.understudy.boot.Subcommand;
import io.understudy.boot.server.BootException;
import io.understudy.boot.server.DataDirectory;
import io.understudy.boot.server.Installation;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Every fault on real processes under load, and a check of all that clients saw. */
@Command(
    name = "torture",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Starts a service, and kills, halts and cuts off its servers under load, one fault after another.",
      "Checks every answer that every client had, compares the databases, and shows the pauses.",
      "Exit status 0 only if nothing was lost, nothing done twice, and no client saw an exception.",
      "By default each kind of fault once: some fifteen minutes. Needs Linux."
    })
public final class Torture implements Subcommand {
  private static final Duration UNLIMITED = Duration.ofDays(365);

  @Spec private CommandSpec spec;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description = "Begins no fault after so many minutes; without --repeat goes on until then.")
  private Integer minutes;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description = "How often each kind of fault comes; default: 1.")
  private Integer repeat;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Draws what is done; default: by chance.")
  private Long seed;

  @Option(
      names = "--faults",
      paramLabel = "KIND",
      split = ",",
      description = "Only these kinds, with commas between; default: all. See --list.")
  private List<String> faults;

  @Option(names = "--list", description = "Lists the kinds of faults.")
  private boolean list;

  @Option(
      names = "--backups",
      paramLabel = "N",
      defaultValue = "1",
      description = "Backups: 1 or 2; default: ${DEFAULT-VALUE}.")
  private int backups;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "8",
      description = "Clients; default: ${DEFAULT-VALUE}.")
  private int clients;

  @Option(
      names = "--outstanding",
      paramLabel = "N",
      defaultValue = "4",
      description = "Requests that each client has outstanding; default: ${DEFAULT-VALUE}.")
  private int outstanding;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "Requests a second of all clients at most, 0 for as many as can be; default:"
              + " ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "A new data directory, which is kept; default: a temporary one, deleted if all is right.")
  private Path data;

  private volatile boolean interrupted;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      Fault.all().forEach(fault -> out.printf("%-22s %s%n", fault.option(), fault.title()));
      out.flush();
      return 0;
    }
    Plan plan = plan();
    Installation installation = Installation.located();
    Path directory = data != null ? data : Files.createTempDirectory("understudy-torture");
    if (DataDirectory.isService(directory)) {
      throw new BootException("There is a service in " + directory + "; torture begins a new one.");
    }
    out.printf("Data in %s, seed %d%n", directory, plan.seed());
    boolean right = run(installation, directory, plan, out);
    if (right && data == null) {
      DataDirectory.deleteAll(directory);
    } else if (!right) {
      out.println("Logs and data are kept in " + directory);
      out.println("Once more: ./understudy torture " + again(plan));
    }
    out.println(right ? "All of it holds." : "NOT all of it holds.");
    out.flush();
    return right ? 0 : 1;
  }

  private boolean run(Installation installation, Path directory, Plan plan, PrintWriter out)
      throws Exception {
    try (Campaign campaign = new Campaign(installation, directory, plan, out);
        OnInterrupt interrupt = new OnInterrupt(() -> interrupt(campaign))) {
      try {
        return campaign.run();
      } catch (BootException e) {
        out.println(
            interrupted
                ? "Interrupted before its end: what was not done is not known to hold."
                : "WRONG: " + e.getMessage());
        return false;
      } finally {
        campaign.print();
        interrupt.becomes(() -> {});
      }
    }
  }

  private void interrupt(Campaign campaign) {
    interrupted = true;
    campaign.close();
  }

  Plan plan() {
    int passes = repeat != null ? repeat : minutes != null ? Integer.MAX_VALUE : 1;
    Duration limit = minutes != null ? Duration.ofMinutes(minutes) : UNLIMITED;
    long used = seed != null ? seed : new Random().nextInt(1_000_000);
    return new Plan(kinds(), passes, limit, backups, clients, outstanding, rate, used);
  }

  private List<Fault> kinds() {
    if (faults == null) {
      return Fault.all();
    }
    List<Fault> kinds = new ArrayList<>();
    for (String name : faults) {
      kinds.add(
          Arrays.stream(Fault.values())
              .filter(fault -> fault.option().equals(name))
              .findFirst()
              .orElseThrow(() -> new BootException("There is no fault " + name + "; see --list.")));
    }
    return kinds;
  }

  /** Options by which it is done once more. */
  String again(Plan plan) {
    List<String> options = new ArrayList<>();
    options.add("--seed " + plan.seed());
    if (repeat != null) {
      options.add("--repeat " + repeat);
    }
    if (minutes != null) {
      options.add("--minutes " + minutes);
    }
    if (faults != null) {
      options.add("--faults " + faults.stream().collect(Collectors.joining(",")));
    }
    options.add("--backups " + plan.backups());
    options.add("--clients " + plan.clients());
    options.add("--outstanding " + plan.outstanding());
    options.add("--rate " + plan.rate());
    return String.join(" ", options);
  }
}
