package io.understudy.torture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.bench.Json;
import io.understudy.history.Operation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What one client asks for, drawn by a seed: transfers between accounts, counters, and registers
 * that are put, compared and set, deleted and made again, and read by all. Few objects, so that
 * clients meet on them.
 */
final class Script {
  private static final int REGISTERS = 24;
  private static final int ACCOUNTS = 16;
  private static final int OPENING_BALANCE = 1_000;
  private static final int MOST_FILLING = 600;

  /** A request. */
  record Step(String operation, ObjectNode arguments) {
    Kind kind() {
      return operation.equals("get") || operation.equals("sum") ? Kind.QUERY : Kind.MUTATION;
    }

    String input() {
      return arguments.toString();
    }
  }

  private final String client;
  private final Random random;
  private long made;

  Script(String client, long seed) {
    this.client = client;
    random = new Random(seed);
  }

  /** What is to be there before the clients begin. */
  static List<Step> opening(int clients) {
    List<Step> steps = new ArrayList<>();
    for (int account = 0; account < ACCOUNTS; account++) {
      steps.add(create(account(account), OPENING_BALANCE));
    }
    for (int client = 0; client < clients; client++) {
      steps.add(create(counter(Callers.name(client)), 0));
    }
    return steps;
  }

  private static Step create(String key, int number) {
    return new Step("create", Json.object().put("key", key).put("value", number));
  }

  Step next() {
    made++;
    int drawn = random.nextInt(100);
    if (drawn < 30) {
      return transfer();
    } else if (drawn < 45) {
      return new Step("add", key(counter(client)).put("delta", 1));
    } else if (drawn < 62) {
      return put("put");
    } else if (drawn < 70) {
      return compareAndSet();
    } else if (drawn < 74) {
      return random.nextBoolean() ? put("create") : new Step("delete", key(register()));
    } else if (drawn < 99) {
      return new Step("get", key(random.nextBoolean() ? register() : account()));
    }
    return new Step("sum", Json.object());
  }

  private Step transfer() {
    int from = random.nextInt(ACCOUNTS);
    int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    return new Step(
        "transfer",
        Json.object()
            .put("from", account(from))
            .put("to", account(to))
            .put("amount", 1 + random.nextInt(OPENING_BALANCE / 2)));
  }

  /** A value that nobody else writes, so that a query tells which write it saw. */
  private Step put(String operation) {
    ObjectNode arguments = key(register());
    String own = client + "." + made;
    if (random.nextInt(4) == 0) {
      arguments.putObject("value").put("by", own).put("filling", filling());
    } else {
      arguments.put("value", own);
    }
    return new Step(operation, arguments);
  }

  private String filling() {
    return "x".repeat(random.nextInt(MOST_FILLING));
  }

  /** Half of them expect what is hardly there. */
  private Step compareAndSet() {
    ObjectNode arguments = key(random.nextBoolean() ? counter(client) : register());
    return new Step(
        "compareAndSet",
        arguments.put("expected", random.nextInt(100)).put("value", client + "." + made));
  }

  private static ObjectNode key(String key) {
    return Json.object().put("key", key);
  }

  private String register() {
    return "register:" + random.nextInt(REGISTERS);
  }

  private String account() {
    return account(random.nextInt(ACCOUNTS));
  }

  private static String account(int number) {
    return "account:" + number;
  }

  private static String counter(String client) {
    return "counter:" + client;
  }
}
