package io.understudy.torture;

import io.understudy.boot.server.BootException;
import io.understudy.boot.server.Installation;
import io.understudy.boot.server.ServiceState;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One run: a service under load, one fault after another, and after each a look at all that the
 * clients saw. Ends at the first thing that is wrong.
 */
public final class Campaign implements AutoCloseable {
  private static final int WARM_UP_MILLIS = 3_000;
  private static final int BEFORE_MILLIS = 1_000;
  private static final int CALM_AFTER_MILLIS = 500;
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final int BETWEEN_LOOKS_MILLIS = 10;

  /** Longest pause while only the arbiter is away: below what the loss of a server may cost. */
  private static final int WITHOUT_ARBITER_MILLIS = 1_500;

  private final Plan plan;
  private final Random random;
  private final PrintWriter out;
  private final Scene scene;
  private final Judge judge = new Judge();
  private final Pauses pauses = new Pauses();
  private final List<String> wrong = new ArrayList<>();
  private final long begun = System.nanoTime();
  private Callers callers;
  private final Set<Fault> tried = EnumSet.noneOf(Fault.class);
  private final Set<Fault> leftOut = EnumSet.noneOf(Fault.class);
  private int struck;
  private long calmEpoch;
  private long rows;
  private long inLog;

  /**
   * @param directory a new data directory
   */
  public Campaign(Installation installation, Path directory, Plan plan, PrintWriter out) {
    this.plan = plan;
    this.out = out;
    random = new Random(plan.seed());
    scene = new Scene(installation, directory, plan.backups(), random, line -> say("    " + line));
  }

  /** Whether all holds. */
  public boolean run() throws SQLException {
    scene.restore();
    callers = new Callers(scene.boot().addresses(), plan, random.nextLong());
    callers.open();
    callers.go();
    Scene.pause(WARM_UP_MILLIS);
    look();
    say(
        "%d clients, at most %d requests outstanding each, %s"
            .formatted(
                plan.clients(),
                plan.outstanding(),
                plan.rate() == 0 ? "as fast as they can" : "at most " + plan.rate() + "/s in all"));
    for (int pass = 0; pass < plan.repeat() && goesOn(); pass++) {
      List<Fault> faults = new ArrayList<>(plan.faults());
      Collections.shuffle(faults, random);
      for (Fault fault : faults) {
        if (goesOn()) {
          callers.go();
          strike(fault);
          look();
        }
      }
    }
    compareDatabases();
    return wrong.isEmpty();
  }

  private boolean goesOn() {
    Duration gone = Duration.ofNanos(System.nanoTime() - begun);
    return wrong.isEmpty() && gone.compareTo(plan.limit()) < 0;
  }

  private void strike(Fault fault) {
    if (!fault.isPossible(scene)) {
      say("   " + fault.option() + " is left out: this user may not mount");
      leftOut.add(fault);
      return;
    }
    tried.add(fault);
    if (fault == Fault.CALM) {
      requireCalm();
    }
    fault.prepare(scene, scene.primary());
    String primary = scene.primary();
    long epoch = epoch();
    calmEpoch = fault == Fault.CALM ? epoch : 0;
    Scene.pause(BEFORE_MILLIS);
    callers.traffic().takeLongestPauseMillis();
    callers.traffic().takeSlowestMillis();
    int lasts = fault.lasts(random);
    say(
        "%d: %s (%s), primary %s, epoch %d, %d ms"
            .formatted(++struck, fault.title(), fault.option(), primary, epoch, lasts));
    long moment = System.nanoTime();
    fault.strike(scene, primary);
    Scene.pause(lasts);
    for (String name : scene.silentWithAFullDisk()) {
      wrong("The log of " + name + " does not say that its disk is full.");
    }
    for (String name : scene.goingOnWithAFullDisk()) {
      wrong("The disk of " + name + " is full, and it has not stopped.");
    }
    scene.goOn();
    scene.network().heal();
    if (fault.endsAll()) {
      scene.restore();
    }
    awaitAnswers(Math.max(moment, System.nanoTime()));
    Scene.pause(CALM_AFTER_MILLIS);
    long during = callers.traffic().takeLongestPauseMillis();
    long slowest = callers.traffic().takeSlowestMillis();
    if (fault.takesTheArbiterOnly() && during > WITHOUT_ARBITER_MILLIS) {
      wrong("After %s a client had no answer for %d ms.".formatted(fault.title(), during));
    }
    requireRoles(fault, primary, epoch);
    scene.restore();
    Scene.pause(CALM_AFTER_MILLIS);
    awaitAnswers(System.nanoTime());
    long after = callers.traffic().takeLongestPauseMillis();
    pauses.add(fault, during, after);
    say(
        "   clients paused at most %d ms, %d ms while all was brought back; slowest request %d ms; primary %s, epoch %d"
            .formatted(during, after, slowest, scene.primary(), epoch()));
  }

  private void awaitAnswers(long moment) {
    long until = System.nanoTime() + ANSWER_LIMIT.toNanos();
    while (!callers.haveAnswersSince(moment) && callers.failure() == null) {
      if (System.nanoTime() - until > 0) {
        throw new BootException(
            "A client has had no answer for " + ANSWER_LIMIT.toSeconds() + " s.");
      }
      Scene.pause(BETWEEN_LOOKS_MILLIS);
    }
  }

  private void requireRoles(Fault fault, String before, long epochBefore) {
    String now = scene.primary();
    long epoch = epoch();
    boolean right =
        switch (fault.after()) {
          case UNCHANGED -> now.equals(before) && epoch == epochBefore;
          case KEPT -> now.equals(before) && epoch > epochBefore;
          case REPLACED -> !now.equals(before) && epoch > epochBefore;
          case ANY -> epoch > epochBefore;
        };
    if (!right) {
      wrong(
          "After %s the primary is %s, epoch %d; it was %s, epoch %d."
              .formatted(fault.title(), now, epoch, before, epochBefore));
    }
  }

  /** Nothing was done since the last fault, which was none. */
  private void requireCalm() {
    if (calmEpoch > 0 && epoch() != calmEpoch) {
      wrong("Epoch %d became %d, and nothing was done.".formatted(calmEpoch, epoch()));
    }
  }

  /** Of the record, or where the arbiter is away as the primary says. */
  private long epoch() {
    ServiceState state = scene.state();
    if (state.record().isPresent()) {
      return state.record().get().epoch();
    }
    String said = scene.state().instance(scene.primary()).said("epoch");
    if (said.equals("-")) {
      throw new BootException("Neither the arbiter nor the primary says which epoch it is.");
    }
    return Long.parseLong(said);
  }

  /** Lets the clients wait, and checks all that they saw since the last look. */
  private void look() {
    callers.halt();
    if (callers.failure() != null) {
      wrong("A client saw an exception: " + callers.failure());
    }
    judge.judge(callers.take()).forEach(this::wrong);
  }

  private void compareDatabases() throws SQLException {
    scene.awaitSameCommitted();
    scene.boot().down(line -> {});
    Map<String, Path> databases = scene.databases();
    Databases all = new Databases();
    Path first = databases.get("a");
    all.compareObjects(first, judge.objects());
    for (Map.Entry<String, Path> other : databases.entrySet()) {
      if (!other.getKey().equals("a")) {
        all.compare(first, other.getValue());
      }
    }
    for (Path database : databases.values()) {
      inLog = Math.max(inLog, all.checkOperationLog(database, judge.places()));
    }
    rows = all.rows();
    all.differences().forEach(this::wrong);
    say(
        "Databases compared, %,d rows; of %,d mutations the last %,d are in the operation log"
            .formatted(rows, judge.mutations(), inLog));
  }

  private void wrong(String sentence) {
    if (!wrong.contains(sentence)) {
      wrong.add(sentence);
      say("WRONG: " + sentence);
    }
  }

  private void say(String line) {
    out.println(LocalTime.now().truncatedTo(ChronoUnit.MILLIS) + " " + line);
    out.flush();
  }

  /** What was done, what clients saw, and what is wrong. */
  public void print() {
    out.println();
    pauses.print(out);
    out.printf("%nfaults                %,10d%n", struck);
    String left =
        plan.faults().stream()
            .filter(fault -> !tried.contains(fault))
            .map(Fault::option)
            .collect(Collectors.joining(", "));
    if (!left.isEmpty()) {
      out.println("not tried: " + left);
    }
    if (callers != null) {
      out.printf("requests sent         %,10d%n", callers.traffic().sent());
      out.printf("answered              %,10d%n", callers.traffic().answered());
      out.printf("sent again            %,10d%n", callers.resent());
    }
    out.printf("mutations checked     %,10d%n", judge.mutations());
    out.printf("queries checked       %,10d%n", judge.queries());
    out.printf("objects checked blind %,10d, given up %,d%n", judge.blind(), judge.givenUp());
    wrong.forEach(sentence -> out.println("WRONG: " + sentence));
    out.flush();
  }

  /** What clients saw, for a test to look at. */
  public List<String> wrong() {
    return List.copyOf(wrong);
  }

  /** How much was looked at: where it is nothing, nothing can be wrong. */
  public Checked checked() {
    return new Checked(
        judge.mutations(), judge.queries(), judge.blind(), judge.givenUp(), rows, inLog);
  }

  /** Kinds that this user, or this system, does not permit. */
  public Set<Fault> leftOut() {
    return Set.copyOf(leftOut);
  }

  /** The longest pause that any client saw, in ms, for each kind of fault that has come. */
  public Map<Fault, Long> longestPauses() {
    return pauses.longest();
  }

  @Override
  public void close() {
    if (callers != null) {
      callers.close();
    }
    scene.close();
  }
}
