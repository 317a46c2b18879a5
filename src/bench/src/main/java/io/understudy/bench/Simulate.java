package io.understudy.bench;

import io.understudy.boot.Subcommand;
import io.understudy.boot.server.BootException;
import io.understudy.simulator.Campaign;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the protocol core through seeded schedules of faults. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Drives whole clusters of the protocol core through faults, in simulated time, a seed a run:"
          + " messages, networks, disks, clocks, processes, the arbiter. Checks the safety rules at"
          + " every step, and at the end that nothing was lost, nothing done twice, and what the"
          + " clients saw is linearizable.",
      "Exit status 0 only if no seed failed and, with "
          + Campaign.ENOUGH
          + " seeds or more, every kind of fault was reached."
    })
public final class Simulate implements Subcommand {
  private static final long PROGRESS_MILLIS = 5_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "2000",
      description = "How many seeds to run; default: ${DEFAULT-VALUE}.")
  private long seeds;

  @Option(
      names = "--first-seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "The first of them, the others follow; default: ${DEFAULT-VALUE}.")
  private long firstSeed;

  private long told;

  @Override
  public Integer call() throws InterruptedException {
    if (seeds < 1 || firstSeed < 0 || firstSeed > Long.MAX_VALUE - seeds) {
      throw new BootException("--seeds must be at least 1, and --first-seed at least 0.");
    }
    PrintWriter out = spec.commandLine().getOut();
    long begun = System.nanoTime();
    told = begun;
    Campaign.Result result = new Campaign(firstSeed, seeds).run(done -> tell(done, begun));
    result.counts().forEach((event, count) -> out.printf("%-34s %,14d%n", event, count));
    out.printf(
        "%,d seeds from %d in %.1f s.%n",
        result.finished(), firstSeed, (System.nanoTime() - begun) / 1e9);
    boolean right = judge(result, seeds, out);
    out.flush();
    return right ? 0 : 1;
  }

  private synchronized void tell(long done, long begun) {
    long now = System.nanoTime();
    if (now - told >= TimeUnit.MILLISECONDS.toNanos(PROGRESS_MILLIS)) {
      told = now;
      PrintWriter err = spec.commandLine().getErr();
      err.printf("%,d of %,d seeds, %d s%n", done, seeds, (now - begun) / 1_000_000_000);
      err.flush();
    }
  }

  /** Says what came of so many seeds, and whether that is as it should be. */
  static boolean judge(Campaign.Result result, long seeds, PrintWriter out) {
    if (result.failure().isPresent()) {
      Campaign.Failure failure = result.failure().get();
      out.println(failure.explain());
      if (!(failure.cause() instanceof AssertionError)) {
        failure.cause().printStackTrace(out); // no rule that was broken: where it happened matters
      }
      out.printf("Seed %d FAILED: %s%n", failure.seed(), firstLine(failure.cause()));
      out.printf("Repeat it: ./understudy simulate --seeds 1 --first-seed %d%n", failure.seed());
      return false;
    }
    List<String> missing = result.missing();
    if (missing.isEmpty()) {
      out.println("No rule was broken, and every kind of fault was reached.");
      return true;
    }
    if (seeds < Campaign.ENOUGH) {
      out.println("No rule was broken. So few seeds do not reach: " + String.join(", ", missing));
      return true;
    }
    out.println("NEVER REACHED, so nothing is known of it: " + String.join(", ", missing));
    return false;
  }

  private static String firstLine(Throwable cause) {
    String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return text.lines().findFirst().orElse("");
  }
}
