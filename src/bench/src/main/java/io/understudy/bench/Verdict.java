package io.understudy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.client.Reply;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * What the survivor holds, against what the clients were told.
 *
 * @param resent requests sent again
 * @param objects objects compared
 * @param different objects that hold something else than the clients were told
 * @param twice requests executed twice: counted where it cannot be overwritten, in the counters and
 *     the places of answers
 * @param lost requests that were answered and have no effect, or have no answer
 * @param errors requests of the core workloads that were answered with an error: none may be
 * @param sumBefore of all accounts when they had been opened
 * @param sumAfter of all accounts on the survivor
 */
record Verdict(
    Traffic traffic,
    long resent,
    long objects,
    long different,
    long twice,
    long lost,
    long errors,
    long sumBefore,
    long sumAfter) {
  private static final int WINDOW = 512;

  /** Reads every object back. */
  static Verdict of(StoreClient client, Told told, Bank bank, Traffic traffic, long resent) {
    Reader reader = new Reader(client);
    for (String key : told.keys()) {
      reader.read(key, value -> reader.compare(value != null && told.holds(key, value)));
    }
    long[] sum = new long[1];
    for (int account : IntStream.range(0, bank.accounts()).toArray()) {
      reader.read(
          Bank.account(account),
          value -> {
            long held = value == null ? 0 : value.longValue();
            sum[0] += held;
            reader.compare(held == bank.balance(account));
          });
    }
    long[] off = new long[2];
    for (int counter : IntStream.range(0, bank.counters()).toArray()) {
      reader.read(
          Bank.counter(counter),
          value -> {
            long held = value == null ? 0 : value.longValue();
            off[0] += Math.max(0, held - bank.count(counter));
            off[1] += Math.max(0, bank.count(counter) - held);
            reader.compare(held == bank.count(counter));
          });
    }
    reader.finish();
    return new Verdict(
        traffic,
        resent,
        reader.compared,
        reader.different,
        off[0] + traffic.places().shared(),
        off[1] + traffic.sent() - traffic.answered(),
        told.errors(),
        bank.opened(),
        sum[0]);
  }

  /** Reads many at a time, and judges each on the calling thread. */
  private static final class Reader {
    private record Asked(CompletableFuture<Reply> reply, Consumer<JsonNode> judge) {}

    private final StoreClient client;
    private final Deque<Asked> asked = new ArrayDeque<>();
    private long compared;
    private long different;

    Reader(StoreClient client) {
      this.client = client;
    }

    /** The judge is given null where there is no object. */
    void read(String key, Consumer<JsonNode> judge) {
      if (asked.size() == WINDOW) {
        judgeOldest();
      }
      asked.addLast(new Asked(client.get(key), judge));
    }

    private void judgeOldest() {
      Asked oldest = asked.removeFirst();
      Reply reply = oldest.reply().join();
      oldest.judge().accept(reply.isError() ? null : Json.parse(reply.text()));
    }

    void compare(boolean asTold) {
      compared++;
      different += asTold ? 0 : 1;
    }

    void finish() {
      while (!asked.isEmpty()) {
        judgeOldest();
      }
    }
  }

  boolean holds() {
    return different == 0
        && twice == 0
        && lost == 0
        && errors == 0
        && sumBefore == sumAfter
        && traffic.failed() == 0;
  }

  void print(PrintWriter out) {
    List<String> rows =
        List.of(
            row("requests sent", "%,d", traffic.sent(), true),
            row("answered", "%,d", traffic.answered(), traffic.answered() == traffic.sent()),
            row("sent again", "%,d", resent, true),
            row("executed twice", "%,d", twice, twice == 0),
            row("lost", "%,d", lost, lost == 0),
            row("answered with an error", "%,d", errors, errors == 0),
            row("longest pause a client saw", "%,d ms", traffic.longestPauseMillis(), true),
            row("sum of all accounts before", "%,d", sumBefore, true),
            row("sum of all accounts after", "%,d", sumAfter, sumAfter == sumBefore),
            row("objects on the survivor compared", "%,d", objects, true),
            row("not as the clients were told", "%,d", different, different == 0));
    rows.forEach(out::println);
    traffic.firstFailure().ifPresent(failure -> out.println("First failure: " + failure));
  }

  private static String row(String name, String format, long value, boolean right) {
    return "%-34s %14s %s".formatted(name, format.formatted(value), right ? "" : "  WRONG");
  }
}
