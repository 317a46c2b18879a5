package io.understudy.pair;

import io.understudy.client.Reply;
import io.understudy.client.UnderstudyClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Clients that transfer between accounts and count on a counter each, and remember what they were
 * told. A request lost or executed twice shows in a balance or a count.
 */
final class Tellers implements AutoCloseable {
  private static final int CLIENTS = 4;
  private static final int ACCOUNTS = 20;
  private static final long OPENING_BALANCE = 1_000;
  private static final int OUTSTANDING = 32;

  /** Between two requests of a client: the servers that start beside it need the processor too. */
  private static final long PACE_MILLIS = 10;

  /** With so little time between two requests the servers have all that they can do. */
  static final long BUSY_MILLIS = 4;

  private final String prefix;
  private final List<UnderstudyClient> clients = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
  private final List<Future<?>> work = new ArrayList<>();
  private final AtomicLongArray balances = new AtomicLongArray(ACCOUNTS);
  private final AtomicLongArray counts = new AtomicLongArray(CLIENTS);
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong lastAnswer = new AtomicLong(System.nanoTime());
  private final AtomicLong longestPause = new AtomicLong();
  private final Set<Long> places = ConcurrentHashMap.newKeySet();
  private volatile boolean working = true;

  /**
   * @param prefix of the names of its accounts and counters
   */
  Tellers(String prefix, String... addresses) {
    this.prefix = prefix;
    for (int client = 0; client < CLIENTS; client++) {
      clients.add(
          UnderstudyClient.builder("store")
              .instances(addresses)
              .deadline(Duration.ofSeconds(60))
              .open());
    }
  }

  void start(long seed) {
    start(seed, PACE_MILLIS);
  }

  /**
   * @param paceMillis between two requests of one client
   */
  void start(long seed, long paceMillis) {
    for (int account = 0; account < ACCOUNTS; account++) {
      open(account(account), OPENING_BALANCE);
      balances.set(account, OPENING_BALANCE);
    }
    for (int client = 0; client < CLIENTS; client++) {
      open(counter(client), 0);
    }
    for (int client = 0; client < CLIENTS; client++) {
      int number = client;
      work.add(
          threads.submit(
              () -> {
                work(number, new Random(seed + number), paceMillis);
                return null;
              }));
    }
  }

  private void open(String key, long value) {
    send(clients.get(0), "create", "{\"key\":\"%s\",\"value\":%d}".formatted(key, value)).join();
  }

  private void work(int client, Random random, long paceMillis) throws InterruptedException {
    Deque<CompletableFuture<Void>> outstanding = new ArrayDeque<>();
    while (working) {
      if (outstanding.size() == OUTSTANDING) {
        outstanding.removeFirst().join();
      }
      Thread.sleep(paceMillis);
      outstanding.addLast(random.nextBoolean() ? count(client) : transfer(client, random));
    }
    outstanding.forEach(CompletableFuture::join);
  }

  private CompletableFuture<Void> count(int client) {
    return send(
            clients.get(client), "add", "{\"key\":\"%s\",\"delta\":1}".formatted(counter(client)))
        .thenAccept(
            reply -> {
              require(reply, "");
              counts.incrementAndGet(client);
            });
  }

  private CompletableFuture<Void> transfer(int client, Random random) {
    int from = random.nextInt(ACCOUNTS);
    int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    long amount = 1 + random.nextInt(500);
    String arguments =
        "{\"from\":\"%s\",\"to\":\"%s\",\"amount\":%d}"
            .formatted(account(from), account(to), amount);
    return send(clients.get(client), "transfer", arguments)
        .thenAccept(
            reply -> {
              require(reply, "INSUFFICIENT");
              if (!reply.isError()) {
                balances.addAndGet(from, -amount);
                balances.addAndGet(to, amount);
              }
            });
  }

  private CompletableFuture<Reply> send(UnderstudyClient client, String operation, String json) {
    return client.submit(operation, json.getBytes(StandardCharsets.UTF_8));
  }

  private void require(Reply reply, String errorAllowed) {
    if (!reply.code().isEmpty() && !reply.code().equals(errorAllowed)) {
      throw new AssertionError("Answered " + reply.code() + ": " + reply.text());
    }
    if (!places.add(reply.ssn())) {
      throw new AssertionError("Two requests were answered with place " + reply.ssn() + ".");
    }
    answered.incrementAndGet();
    long now = System.nanoTime();
    longestPause.accumulateAndGet(now - lastAnswer.getAndSet(now), Math::max);
  }

  /** The longest time without an answer to any client, in ms, since this was last asked. */
  long longestPauseMillis() {
    return TimeUnit.NANOSECONDS.toMillis(longestPause.getAndSet(0));
  }

  long answered() {
    return answered.get();
  }

  /** Ends the load; every request must have been answered. */
  void finish() throws Exception {
    working = false;
    for (Future<?> one : work) {
      one.get(90, TimeUnit.SECONDS);
    }
  }

  /** What the service holds other than the clients were told; empty if all is right. */
  List<String> differences() {
    List<String> differences = new ArrayList<>();
    for (int account = 0; account < ACCOUNTS; account++) {
      compare(account(account), balances.get(account), differences);
    }
    for (int client = 0; client < CLIENTS; client++) {
      compare(counter(client), counts.get(client), differences);
    }
    return differences;
  }

  private void compare(String key, long told, List<String> differences) {
    Reply reply = send(clients.get(0), "get", "{\"key\":\"%s\"}".formatted(key)).join();
    if (!reply.text().equals(String.valueOf(told))) {
      differences.add(key + " holds " + reply.text() + ", told " + told);
    }
  }

  private String account(int number) {
    return prefix + ":account:" + number;
  }

  private String counter(int client) {
    return prefix + ":counter:" + client;
  }

  @Override
  public void close() {
    working = false;
    clients.forEach(UnderstudyClient::close);
    threads.shutdownNow();
  }
}
