package io.understudy.bench;

import com.fasterxml.jackson.databind.node.LongNode;
import io.understudy.client.Reply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Accounts, between which clients transfer amounts that may not be there, and a counter for each
 * client, to which it adds ones. Whoever loses a request or executes it twice gets another sum, as
 * both are neither idempotent nor can they be overwritten.
 */
final class Bank {
  static final long OPENING_BALANCE = 1_000;

  /** Most that one transfer asks for: more than many accounts hold after a while. */
  private static final int MAX_AMOUNT = 400;

  private static final int OUTSTANDING = 8;

  private final int accounts;
  private final int counters;
  private final AtomicLongArray toldBalances;
  private final AtomicLongArray toldCounts;
  private final LongAdder declined = new LongAdder();
  private final LongAdder done = new LongAdder();
  private long opened;

  Bank(int accounts, int counters) {
    this.accounts = accounts;
    this.counters = counters;
    toldBalances = new AtomicLongArray(accounts);
    toldCounts = new AtomicLongArray(counters);
  }

  static String account(int number) {
    return "account:" + number;
  }

  static String counter(int number) {
    return "counter:" + number;
  }

  int accounts() {
    return accounts;
  }

  int counters() {
    return counters;
  }

  /** What all accounts held together when they had been opened, as the service says. */
  long opened() {
    return opened;
  }

  /** What the clients were told that an account holds. */
  long balance(int account) {
    return toldBalances.get(account);
  }

  /** How often the clients were told that one was added. */
  long count(int counter) {
    return toldCounts.get(counter);
  }

  /** Transfers that were answered as not covered. */
  long declined() {
    return declined.sum();
  }

  /** Requests answered. */
  long done() {
    return done.sum();
  }

  void open(StoreClient client) {
    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    for (int account = 0; account < accounts; account++) {
      replies.add(client.create(account(account), LongNode.valueOf(OPENING_BALANCE)));
      toldBalances.set(account, OPENING_BALANCE);
    }
    for (int counter = 0; counter < counters; counter++) {
      replies.add(client.create(counter(counter), LongNode.valueOf(0)));
    }
    for (CompletableFuture<Reply> reply : replies) {
      require(reply.join(), "");
    }
    opened = sum(client);
  }

  private long sum(StoreClient client) {
    List<CompletableFuture<Reply>> replies =
        IntStream.range(0, accounts).mapToObj(account -> client.get(account(account))).toList();
    return replies.stream()
        .map(CompletableFuture::join)
        .filter(reply -> !reply.isError())
        .mapToLong(reply -> Json.parse(reply.text()).longValue())
        .sum();
  }

  /** One worker for each client, each with a counter of its own. */
  List<Worker> run(List<StoreClient> clients, long seed, BooleanSupplier whileTrue) {
    List<Worker> workers = new ArrayList<>();
    for (int number = 0; number < clients.size(); number++) {
      StoreClient client = clients.get(number);
      int counter = number % counters;
      Random random = new Random(seed + number);
      workers.add(Worker.start(() -> work(client, counter, random, whileTrue)));
    }
    return workers;
  }

  private void work(StoreClient client, int counter, Random random, BooleanSupplier whileTrue) {
    Deque<CompletableFuture<Void>> outstanding = new ArrayDeque<>();
    while (whileTrue.getAsBoolean()) {
      if (outstanding.size() == OUTSTANDING) {
        outstanding.removeFirst().join();
      }
      outstanding.addLast(random.nextInt(4) == 0 ? add(client, counter) : transfer(client, random));
    }
    outstanding.forEach(CompletableFuture::join);
  }

  private CompletableFuture<Void> add(StoreClient client, int counter) {
    return client
        .add(counter(counter), 1)
        .thenAccept(
            reply -> {
              require(reply, "");
              toldCounts.incrementAndGet(counter);
            });
  }

  private CompletableFuture<Void> transfer(StoreClient client, Random random) {
    int from = random.nextInt(accounts);
    int to = (from + 1 + random.nextInt(accounts - 1)) % accounts;
    long amount = 1 + random.nextInt(MAX_AMOUNT);
    return client
        .transfer(account(from), account(to), amount)
        .thenAccept(
            reply -> {
              require(reply, "INSUFFICIENT");
              if (reply.isError()) {
                declined.increment();
              } else {
                toldBalances.addAndGet(from, -amount);
                toldBalances.addAndGet(to, amount);
              }
            });
  }

  private void require(Reply reply, String errorAllowed) {
    done.increment();
    if (reply.isError() && !reply.code().equals(errorAllowed)) {
      throw new IllegalStateException("Answered " + reply.code() + ": " + reply.text());
    }
  }
}
