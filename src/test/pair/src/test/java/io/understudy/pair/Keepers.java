package io.understudy.pair;

import io.understudy.client.Reply;
import io.understudy.client.UnderstudyClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients each of which creates, changes and deletes objects of its own, as fast as it is answered
 * until told to slow down, and knows what each must hold and what each answer must be.
 */
final class Keepers implements AutoCloseable {
  private static final int CLIENTS = 4;
  private static final int KEYS = 300;
  private static final int OUTSTANDING = 64;

  private final List<UnderstudyClient> clients = new ArrayList<>();
  private final List<Map<String, Long>> held = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
  private final List<Future<?>> work = new ArrayList<>();
  private final AtomicLong answered = new AtomicLong();
  private volatile long pauseMillis;
  private volatile boolean working = true;

  Keepers(String... addresses) {
    for (int client = 0; client < CLIENTS; client++) {
      clients.add(
          UnderstudyClient.builder("store")
              .instances(addresses)
              .deadline(Duration.ofSeconds(60))
              .open());
      held.add(new HashMap<>());
    }
  }

  void start(long seed) {
    for (int client = 0; client < CLIENTS; client++) {
      int number = client;
      work.add(
          threads.submit(
              () -> {
                work(number, new Random(seed + number));
                return null;
              }));
    }
  }

  /** Whoever catches up needs the processor too. */
  void slowDown() {
    pauseMillis = 4;
  }

  private void work(int client, Random random) throws InterruptedException {
    Deque<CompletableFuture<Void>> outstanding = new ArrayDeque<>();
    while (working) {
      if (outstanding.size() == OUTSTANDING) {
        outstanding.removeFirst().join();
      }
      Thread.sleep(pauseMillis);
      outstanding.addLast(change(client, random));
    }
    outstanding.forEach(CompletableFuture::join);
  }

  /** One client's requests are executed in its order, so each answer is known beforehand. */
  private CompletableFuture<Void> change(int client, Random random) {
    Map<String, Long> values = held.get(client);
    // spread over all that is copied, so that some are read early and some late
    String key = "%s keeper %d".formatted("object " + random.nextInt(KEYS), client);
    Long value = values.get(key);
    long given = random.nextInt(1000);
    switch (random.nextInt(5)) {
      case 0:
        values.putIfAbsent(key, given);
        return send(client, "create", key, ",\"value\":" + given, value == null ? "" : "EXISTS");
      case 1:
        values.remove(key);
        return send(client, "delete", key, "", value == null ? "NOT_FOUND" : "");
      case 2:
        values.put(key, given);
        return send(client, "put", key, ",\"value\":" + given, "");
      default:
        values.computeIfPresent(key, (same, before) -> before + given);
        return send(client, "add", key, ",\"delta\":" + given, value == null ? "NOT_FOUND" : "");
    }
  }

  private CompletableFuture<Void> send(
      int client, String operation, String key, String more, String due) {
    String arguments = "{\"key\":\"%s\"%s}".formatted(key, more);
    return clients
        .get(client)
        .submit(operation, arguments.getBytes(StandardCharsets.UTF_8))
        .thenAccept(reply -> require(operation + arguments, reply, due));
  }

  private void require(String request, Reply reply, String due) {
    if (!reply.code().equals(due)) {
      throw new AssertionError(request + " was answered " + reply.code() + ", not " + due);
    }
    answered.incrementAndGet();
  }

  long answered() {
    return answered.get();
  }

  /** Ends the load; every request must have had the answer that was due. */
  void finish() throws Exception {
    working = false;
    for (Future<?> one : work) {
      one.get(90, TimeUnit.SECONDS);
    }
  }

  /** What the service holds other than it must; empty if all is right. */
  List<String> differences() {
    List<String> differences = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      for (int number = 0; number < KEYS; number++) {
        String key = "object %d keeper %d".formatted(number, client);
        String arguments = "{\"key\":\"%s\"}".formatted(key);
        Reply reply =
            clients.get(client).submit("get", arguments.getBytes(StandardCharsets.UTF_8)).join();
        Long due = held.get(client).get(key);
        String seen = reply.isError() ? reply.code() : reply.text();
        if (!seen.equals(due == null ? "NOT_FOUND" : due.toString())) {
          differences.add(key + " holds " + seen + ", must " + due);
        }
      }
    }
    return differences;
  }

  @Override
  public void close() {
    working = false;
    clients.forEach(UnderstudyClient::close);
    threads.shutdownNow();
  }
}
