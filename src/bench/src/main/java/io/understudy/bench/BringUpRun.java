package io.understudy.bench;

import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.DataDirectory;
import io.understudy.boot.server.InstanceState;
import io.understudy.boot.server.Place;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Brings the backup of a pair up, again and again, and measures what that takes. */
final class BringUpRun {
  private static final int PIPELINE = 256;
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration MEASURED = Duration.ofSeconds(10);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
  private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(500);

  /** One that gains too little would never end. */
  private static final int CATCH_UP_SECONDS = 60;

  /** So long a backup that was copied to under load has to come in sync before clients stop. */
  private static final int IN_SYNC_SECONDS = 120;

  /** Where the lag is this part of the first one, the catch-up is as good as over. */
  private static final int CAUGHT_UP = 10;

  private final BootServer boot;
  private final int objects;
  private final Duration away;
  private final Results results;
  private final PrintWriter out;
  private Observed primary;
  private Observed backup;

  BringUpRun(BootServer boot, int objects, int awaySeconds, Results results, PrintWriter out) {
    this.boot = boot;
    this.objects = objects;
    this.away = Duration.ofSeconds(awaySeconds);
    this.results = results;
    this.out = out;
  }

  void run() throws InterruptedException, IOException {
    boot.up(Optional.empty(), this::say);
    primary = observed(true);
    backup = observed(false);
    long backupHeap = backup.liveHeap();
    kill();
    store();
    idleCopy(primary.liveHeap(), backupHeap);
    double rate = topRate() / 2;
    loadedCopy(rate);
    catchUp(rate);
  }

  private Observed observed(boolean serves) {
    Place place =
        boot.state().instances().stream()
            .filter(instance -> instance.isServing() == serves)
            .map(InstanceState::place)
            .findFirst()
            .orElseThrow();
    return new Observed(place, boot.data().service().service());
  }

  /** Of the pair, on these very objects: more of them cost the database more. */
  private double topRate() throws InterruptedException {
    try (StoreClient client = client(PIPELINE)) {
      Figure top =
          new Load(WARM_UP, MEASURED)
              .run(
                  "pair: 256 outstanding",
                  List.of(new Requests(1, objects).mutations(client, 0)),
                  PIPELINE);
      results.add(top);
      say("top rate of the pair: %,.0f/s".formatted(top.perSecond()));
      return top.perSecond();
    }
  }

  private void store() {
    Traffic traffic = new Traffic();
    try (StoreClient client = new StoreClient(boot.addresses(), 4 * PIPELINE, traffic)) {
      Ticker ticker = new Ticker(out, "storing objects", traffic::answered);
      Requests.prepare(client, objects, () -> ticker.showOf(objects));
      ticker.end();
    }
    if (traffic.failed() > 0) {
      throw new IllegalStateException("Not stored: " + traffic.firstFailure().orElseThrow());
    }
  }

  private void idleCopy(long primaryHeap, long backupHeap)
      throws InterruptedException, IOException {
    Copied copied = copy("copy.idle", true, Optional.empty());
    copied.start().join();
    results.put("copy.idle.objects.per.second", objects / copied.seconds());
    results.atLeast("copy while idle, objects/s", objects / copied.seconds(), 20_000);
    grown(
        "primary", Math.max(copied.primaryHeap(), primary.liveHeap()) - primaryHeap, "while idle");
    grown("backup", Math.max(copied.backupHeap(), backup.liveHeap()) - backupHeap, "while idle");
  }

  /** How long it took; more than {@link #IN_SYNC_SECONDS} if it has not come in sync. */
  private double secondsUntilInSync(Worker start) throws InterruptedException {
    long begun = System.nanoTime();
    Ticker ticker = new Ticker(out, "until in sync", backup::committed);
    while (!start.isDone() && since(begun) < IN_SYNC_SECONDS) {
      ticker.showAnd("%,d entries behind".formatted(lag()));
      Thread.sleep(BETWEEN_QUESTIONS.toMillis());
    }
    double seconds = since(begun);
    ticker.end();
    if (start.isDone()) {
      start.join();
    } else {
      say(
          "not in sync after %d s at that rate, and %,d entries behind: the clients stop now"
              .formatted(IN_SYNC_SECONDS, lag()));
    }
    return seconds;
  }

  private void grown(String which, long bytes, String when) {
    results.atMost(
        "live heap of the %s, %s, grown by MiB".formatted(which, when), bytes / 1048576.0, 100);
  }

  private void loadedCopy(double rate) throws InterruptedException, IOException {
    long primaryHeap = primary.liveHeap();
    long backupHeap = backup.liveHeap();
    kill();
    Worker start;
    try (Pace pace = new Pace(boot.addresses(), objects, rate)) {
      Thread.sleep(WARM_UP.toMillis());
      Figure alone = pace.take("half the top rate, one instance");
      results.add(alone);
      Copied copied = copy("copy.loaded", false, Optional.of(pace));
      start = copied.start();
      results.atMost(
          "in sync after the copy under load, s", secondsUntilInSync(start), IN_SYNC_SECONDS);
      results.add(pace.take("half the top rate, until in sync"));
      Figure served = copied.served().orElseThrow();
      results.put("copy.loaded.objects.per.second", objects / copied.seconds());
      results.atLeast("copy under load, objects/s", objects / copied.seconds(), 10_000);
      results.atLeast("rate served meanwhile, of half the top", served.perSecond() / rate, 0.95);
      results.atMost("pause of clients, p99.9, ms", served.p999() / 1000.0, 100);
      results.atMost("pause of clients, longest, ms", served.max() / 1000.0, 300);
    }
    start.join();
    grown("primary", primary.liveHeap() - primaryHeap, "under load");
    grown("backup", backup.liveHeap() - backupHeap, "under load");
  }

  /**
   * What a full copy came to.
   *
   * @param start ends when the instance is in sync
   * @param served what clients saw meanwhile, if there were any
   */
  private record Copied(
      Worker start, double seconds, long primaryHeap, long backupHeap, Optional<Figure> served) {}

  /**
   * The backup loses all it has, and is brought up. Returns when it has been copied to.
   *
   * @param name of the values
   * @param looksAtHeap whether the memory is looked at in the middle, which costs both a collection
   * @param pace clients whose waits are measured: a server that starts takes as much processor time
   *     as the copy, so apart from it
   */
  private Copied copy(String name, boolean looksAtHeap, Optional<Pace> pace)
      throws InterruptedException, IOException {
    Path directory = boot.data().instance(backup.name());
    DataDirectory.deleteAll(directory.resolve("log"));
    DataDirectory.deleteAll(directory.resolve("database"));
    Files.deleteIfExists(directory.resolve("executing"));
    Files.deleteIfExists(directory.resolve("committed"));
    Worker start = Worker.start(() -> boot.start(backup.name(), line -> {}));
    while (!backup.isCopying()) {
      rest(start, "was not copied to");
    }
    pace.map(clients -> clients.take("half the top rate, server starting")).ifPresent(results::add);
    long begun = System.nanoTime();
    long primaryNanos = primary.processorNanos();
    long backupNanos = backup.processorNanos();
    Ticker ticker = new Ticker(out, "copying", () -> backup.recordsCopied());
    long primaryHeap = 0;
    long backupHeap = 0;
    while (backup.isCopying()) {
      ticker.showOf(objects);
      if (looksAtHeap && backupHeap == 0 && backup.recordsCopied() > objects / 2) {
        primaryHeap = primary.liveHeap();
        backupHeap = backup.liveHeap();
      }
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    }
    double seconds = since(begun);
    Optional<Figure> served = pace.map(clients -> clients.take("half the top rate, while copied"));
    served.ifPresent(results::add);
    double primaryMicros = (primary.processorNanos() - primaryNanos) / 1e3 / objects;
    double backupMicros = (backup.processorNanos() - backupNanos) / 1e3 / objects;
    say(
        "copied: %,.0f objects/s, in %.1f s; %.0f and %.0f us of processor time for each"
            .formatted(objects / seconds, seconds, primaryMicros, backupMicros));
    results.put(name + ".primary.us.per.object", primaryMicros);
    results.put(name + ".backup.us.per.object", backupMicros);
    return new Copied(start, seconds, primaryHeap, backupHeap, served);
  }

  /** Fails if the start has ended while there is still something to wait for. */
  private static void rest(Worker start, String otherwise) throws InterruptedException {
    if (start.isDone()) {
      start.join();
      throw new IllegalStateException("The backup is in sync and " + otherwise + ".");
    }
    Thread.sleep(BETWEEN_LOOKS.toMillis());
  }

  private void catchUp(double rate) throws InterruptedException {
    try (Pace pace = new Pace(boot.addresses(), objects, rate)) {
      kill();
      Thread.sleep(away.toMillis());
      pace.take("");
      Worker start = Worker.start(() -> boot.start(backup.name(), line -> {}));
      awaitCatchUp(start);
      results.add(pace.take("half the top rate, starting again"));
      long firstLag = lag();
      long begun = System.nanoTime();
      long lag = firstLag;
      Ticker ticker = new Ticker(out, "catching up", backup::committed);
      while (lag > firstLag / CAUGHT_UP && since(begun) < CATCH_UP_SECONDS && !start.isDone()) {
        long gained = firstLag - lag;
        ticker.showAnd("%,d entries behind, gaining %,.0f/s".formatted(lag, gained / since(begun)));
        Thread.sleep(BETWEEN_LOOKS.toMillis());
        lag = lag();
      }
      ticker.end();
      double gain = (firstLag - lag) / since(begun);
      results.add(pace.take("half the top rate, while catching up"));
      say(
          "caught up: of %,d entries behind all but %,d, %,.0f/s gained on %,.0f/s"
              .formatted(firstLag, lag, gain, rate));
      results.put("catch.up.entries.behind", (double) firstLag);
      results.put("catch.up.gained.per.second", gain);
      results.atLeast("gained in catch-up, of half the top rate", gain / rate, 1);
    }
  }

  /** Returns when the backup commits what it has missed. */
  private void awaitCatchUp(Worker start) throws InterruptedException {
    say("starting the backup, which was away for %d s".formatted(away.toSeconds()));
    long position = backup.committed();
    while (position < 0 || position == backup.committed()) {
      if (backup.isCopying()) {
        throw new IllegalStateException(
            "The operation log reaches no further back than that: the backup is copied to."
                + " Try a shorter time: --away.");
      }
      rest(start, "was not seen to catch up");
      position = position < 0 ? backup.committed() : position;
    }
  }

  private long lag() {
    return primary.last() - backup.committed();
  }

  private void kill() {
    boot.kill(backup.name());
    backup.forget();
  }

  private static double since(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private StoreClient client(int outstanding) {
    return new StoreClient(boot.addresses(), outstanding, new Traffic());
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}
