package io.understudy.torture;

import io.understudy.bench.Json;
import io.understudy.bench.StoreClient;
import io.understudy.bench.Traffic;
import io.understudy.client.Reply;
import io.understudy.history.History;
import io.understudy.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Clients under way, each with a number of requests outstanding, and the history of what they saw.
 * They can be made to wait with nothing outstanding. After a request that failed none goes on: a
 * client must see no exception.
 */
final class Callers implements AutoCloseable {
  private final List<StoreClient> clients = new ArrayList<>();
  private final List<Caller> callers = new ArrayList<>();
  private final Traffic traffic = new Traffic();
  private final AtomicReference<String> failure = new AtomicReference<>();
  private final int outstanding;
  private final long betweenNanos;
  private volatile History history = new History();
  private boolean halted = true;
  private volatile boolean ending;

  /** One client's thread. */
  private final class Caller {
    private final String name;
    private final StoreClient client;
    private final Script script;
    private final Semaphore free = new Semaphore(outstanding);
    private final Semaphore turn = new Semaphore(0);
    private volatile long lastAnswer = System.nanoTime();
    private long next = System.nanoTime();

    Caller(String name, StoreClient client, long seed) {
      this.name = name;
      this.client = client;
      script = new Script(name, seed);
      Thread thread = new Thread(this::run, name);
      thread.setDaemon(true);
      thread.start();
    }

    private void run() {
      try {
        turn.acquire();
        while (!ending && failure.get() == null) {
          free.acquire();
          turn.release();
          submit(script.next());
          awaitNext();
          turn.acquire();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        failure.compareAndSet(null, name + " cannot submit: " + e);
      } finally {
        turn.release();
      }
    }

    /** What could not be submitted in time is not made up for: no burst after a pause. */
    private void awaitNext() throws InterruptedException {
      next = Math.max(next + betweenNanos, System.nanoTime());
      TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
    }

    private void submit(Script.Step step) {
      History.Call call = history.invoke(name, step.kind(), step.operation(), step.input());
      client
          .submit(step.operation(), step.arguments())
          .whenComplete(
              (reply, failed) -> {
                answered(step, call, reply, failed);
                free.release();
              });
    }

    private void answered(Script.Step step, History.Call call, Reply reply, Throwable failed) {
      lastAnswer = System.nanoTime();
      if (failed == null) {
        String output = reply.isError() ? reply.code() : Json.parse(reply.text()).toString();
        call.answered(reply.number(), output, reply.ssn());
      } else {
        failure.compareAndSet(null, name + " " + step + " failed: " + failed);
      }
    }
  }

  /** They wait at first. */
  Callers(List<String> addresses, Plan plan, long seed) {
    outstanding = plan.outstanding();
    betweenNanos = plan.rate() == 0 ? 0 : plan.clients() * 1_000_000_000L / plan.rate();
    for (int number = 0; number < plan.clients(); number++) {
      StoreClient client = new StoreClient(name(number), addresses, outstanding, traffic);
      clients.add(client);
      callers.add(new Caller(name(number), client, seed + number));
    }
  }

  static String name(int client) {
    return "client-" + client;
  }

  /** Stores what is to be there, before they go. */
  void open() {
    Caller first = callers.get(0);
    for (Script.Step step : Script.opening(callers.size())) {
      first.free.acquireUninterruptibly();
      first.submit(step);
    }
    settle();
  }

  void go() {
    halted = false;
    callers.forEach(caller -> caller.turn.release());
  }

  /** Makes them wait, and returns when nothing is outstanding. */
  void halt() {
    if (!halted) {
      halted = true;
      callers.forEach(caller -> caller.turn.acquireUninterruptibly());
    }
    settle();
  }

  private void settle() {
    for (Caller caller : callers) {
      caller.free.acquireUninterruptibly(outstanding);
      caller.free.release(outstanding);
    }
  }

  /** All since this was last called; to be called while they are halted. */
  List<Operation> take() {
    List<Operation> piece = history.operations();
    history = new History();
    return piece;
  }

  /** Whether each has had an answer since a moment of {@link System#nanoTime}. */
  boolean haveAnswersSince(long moment) {
    return callers.stream().allMatch(caller -> caller.lastAnswer - moment > 0);
  }

  /** What ended them, if anything has. */
  String failure() {
    return failure.get();
  }

  Traffic traffic() {
    return traffic;
  }

  /** Requests sent again so far. */
  long resent() {
    return clients.stream().mapToLong(StoreClient::resent).sum();
  }

  @Override
  public void close() {
    ending = true;
    clients.forEach(StoreClient::close);
  }
}
