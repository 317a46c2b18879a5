package io.understudy.bench;

import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.InstanceState;
import io.understudy.boot.server.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import site.ycsb.DBException;

/** What the demo does with a pair, from loading it to reading all back from the survivor. */
final class Story implements AutoCloseable {
  private static final int ACCOUNTS = 1_000;
  private static final int LOAD_OUTSTANDING = 1_024;
  private static final int CORE_CLIENTS = 12;
  private static final int BANK_CLIENTS = 4;

  private final BootServer boot;
  private final long records;
  private final Duration each;
  private final long seed;
  private final PrintWriter out;
  private final Traffic traffic = new Traffic();
  private final Told told = new Told();
  private final Bank bank = new Bank(ACCOUNTS, BANK_CLIENTS);
  private final List<StoreClient> clients = new ArrayList<>();

  /**
   * @param records YCSB records
   * @param each how long each of the two workloads runs
   */
  Story(BootServer boot, long records, Duration each, long seed, PrintWriter out) {
    this.boot = boot;
    this.records = records;
    this.each = each;
    this.seed = seed;
    this.out = out;
  }

  Verdict tell() throws DBException, InterruptedException {
    Progress progress =
        line -> {
          out.println(line);
          out.flush();
        };
    boot.up(Optional.empty(), progress);
    StoreClient loader = client(LOAD_OUTSTANDING);
    load(loader);

    List<UnderstudyDb> dbs = new ArrayList<>();
    List<StoreClient> tellers = new ArrayList<>();
    for (int number = 0; number < CORE_CLIENTS; number++) {
      dbs.add(new UnderstudyDb(client(1), told));
    }
    for (int number = 0; number < BANK_CLIENTS; number++) {
      tellers.add(client(LOAD_OUTSTANDING));
    }
    String name = "Workload %s and transfers, %d clients";
    int all = CORE_CLIENTS + BANK_CLIENTS;
    run(name.formatted("A", all), CoreLoad.Mix.A, dbs, tellers, this::killPrimary);
    run(name.formatted("F", all), CoreLoad.Mix.F, dbs, tellers, () -> {});

    Ticker ticker = new Ticker(out, "Reading all back from the survivor", traffic::answered);
    long resent = clients.stream().mapToLong(StoreClient::resent).sum();
    Worker.Work verify = () -> verdict = Verdict.of(loader, told, bank, traffic, resent);
    show(List.of(Worker.start(verify)), () -> ticker.showOf(records + ACCOUNTS + BANK_CLIENTS));
    ticker.end();
    return verdict;
  }

  private volatile Verdict verdict;

  private void load(StoreClient loader) throws InterruptedException {
    CoreLoad load = new CoreLoad(CoreLoad.Mix.A, records);
    LongSupplier answered = traffic::answered;
    Ticker ticker = new Ticker(out, "Loading records and accounts", answered);
    Worker.Work work =
        () -> {
          bank.open(loader);
          load.insert(new UnderstudyDb(loader, told), records);
        };
    // each account is made, and read
    show(List.of(Worker.start(work)), () -> ticker.showOf(records + 2 * ACCOUNTS + BANK_CLIENTS));
    ticker.end();
  }

  private void run(
      String name,
      CoreLoad.Mix mix,
      List<UnderstudyDb> dbs,
      List<StoreClient> tellers,
      Runnable inTheMiddle)
      throws InterruptedException {
    long begun = System.nanoTime();
    BooleanSupplier whileTrue = () -> System.nanoTime() - begun < each.toNanos();
    CoreLoad load = new CoreLoad(mix, records);
    List<Worker> workers = new ArrayList<>(load.run(dbs, whileTrue));
    workers.addAll(bank.run(tellers, seed + mix.ordinal() * 1_000L, whileTrue));
    Ticker ticker = new Ticker(out, name, traffic::answered);
    boolean[] done = new boolean[1];
    show(
        workers,
        () -> {
          long gone = System.nanoTime() - begun;
          if (!done[0] && gone > each.toNanos() / 2) {
            done[0] = true;
            inTheMiddle.run();
          }
          ticker.showUntil(each.minusNanos(gone));
        });
    ticker.end();
  }

  private static void show(List<Worker> workers, Runnable look) throws InterruptedException {
    while (!workers.stream().allMatch(Worker::isDone)) {
      look.run();
      Thread.sleep(20); // the rhythm of the display
    }
    for (Worker worker : workers) {
      worker.join();
    }
  }

  private void killPrimary() {
    InstanceState primary = boot.state().serving().orElseThrow();
    out.printf("%nSIGKILL to the primary, %s.%n", primary.place().name());
    out.flush();
    boot.kill(primary.place().name());
  }

  private StoreClient client(int maxOutstanding) {
    StoreClient client = new StoreClient(boot.addresses(), maxOutstanding, traffic);
    clients.add(client);
    return client;
  }

  @Override
  public void close() {
    clients.forEach(StoreClient::close);
  }
}
