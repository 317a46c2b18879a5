package io.understudy.bench;

import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.InstanceState;
import io.understudy.boot.server.ResidentMemory;
import io.understudy.boot.server.ServiceState;
import jakarta.jms.JMSException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Measures one service, phase by phase. */
final class BenchRun {
  private static final int PIPELINE = 256;
  private static final int MANY = 32;

  private final BootServer boot;
  private final Duration warmUp;
  private final Duration measured;
  private final Results results;
  private final PrintWriter out;
  private final String prefix;

  BenchRun(BootServer boot, Duration warmUp, Duration measured, Results results, PrintWriter out) {
    this.boot = boot;
    this.warmUp = warmUp;
    this.measured = measured;
    this.results = results;
    this.out = out;
    prefix = isPair() ? "pair" : "single";
  }

  private boolean isPair() {
    return boot.addresses().size() > 1;
  }

  void run() throws InterruptedException, JMSException {
    say("Starting: " + prefix);
    long begun = System.nanoTime();
    boot.up(Optional.empty(), this::say);
    results.put(prefix + ".ready.seconds", (System.nanoTime() - begun) / 1e9);
    try (StoreClient client = client(PIPELINE)) {
      Requests.prepare(client, Requests.OBJECTS);
    }
    mutations("1 blocking client", 1, 1, 0);
    mutations("8 blocking clients", 8, 1, 0);
    mutations("32 blocking clients", MANY, 1, 0);
    long[] before = bytes();
    mutations("256 outstanding", 1, PIPELINE, 0);
    long[] after = bytes();
    if (isPair()) {
      results.put(
          "checkpoint.bytes.per.request.byte", ratio(after[1] - before[1], after[0] - before[0]));
      mutations("256 outstanding, 1% failing", 1, PIPELINE, 100);
      mutations("256 outstanding, 10% failing", 1, PIPELINE, 10);
      long checkpointed = bytes()[1];
      queries();
      results.put("query.checkpoint.bytes", (double) (bytes()[1] - checkpointed));
      bareEcho(Results.BARE, MANY);
      bareEcho(Results.BARE_ALONE, 1);
    }
    memory();
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  private void mutations(String name, int clients, int outstanding, int oneFailsIn)
      throws InterruptedException {
    drive(
        prefix + ": " + name,
        clients,
        outstanding,
        (client, number) -> new Requests(number, Requests.OBJECTS).mutations(client, oneFailsIn));
  }

  private void queries() throws InterruptedException {
    drive(
        prefix + ": queries",
        MANY,
        1,
        (client, number) -> new Requests(number, Requests.OBJECTS).queries(client));
  }

  private interface Maker {
    Load.Client make(StoreClient client, int number);
  }

  private void drive(String name, int clients, int outstanding, Maker maker)
      throws InterruptedException {
    List<StoreClient> opened = new ArrayList<>();
    try {
      List<Load.Client> loads = new ArrayList<>();
      for (int number = 0; number < clients; number++) {
        opened.add(client(outstanding));
        loads.add(maker.make(opened.get(number), number));
      }
      add(new Load(warmUp, measured).run(name, loads, outstanding));
    } finally {
      opened.forEach(StoreClient::close);
    }
  }

  private void bareEcho(String name, int blocking) throws InterruptedException, JMSException {
    String address = primary(boot.state()).place().address();
    try (BareEcho echo = new BareEcho(address, new byte[Requests.BYTES])) {
      List<Load.Client> clients = new ArrayList<>();
      for (int number = 0; number < blocking; number++) {
        clients.add(echo.client());
      }
      add(new Load(warmUp, measured).run(name, clients, 1));
    }
  }

  private void add(Figure figure) {
    results.add(figure);
    say("%-40s %,10.0f/s  p99 %,d us".formatted(figure.name(), figure.perSecond(), figure.p99()));
  }

  private StoreClient client(int outstanding) {
    return new StoreClient(boot.addresses(), outstanding, new Traffic());
  }

  /** Bytes of requests that the primary was sent, and of checkpoints that it has sent. */
  private long[] bytes() {
    InstanceState primary = primary(boot.state());
    return new long[] {
      Long.parseLong(primary.said("request.bytes")),
      Long.parseLong(primary.said("checkpoint.bytes"))
    };
  }

  private static InstanceState primary(ServiceState state) {
    return state.serving().orElseThrow(() -> new IllegalStateException("There is no primary."));
  }

  private void memory() {
    ServiceState state = boot.state();
    for (InstanceState instance : state.instances()) {
      instance
          .rssKib()
          .ifPresent(
              kib -> results.put(prefix + ".rss.mib." + instance.place().name(), kib / 1024.0));
    }
    state
        .arbiterPid()
        .ifPresent(
            pid ->
                ResidentMemory.kib(pid)
                    .ifPresent(kib -> results.put(prefix + ".rss.mib.arbiter", kib / 1024.0)));
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}
