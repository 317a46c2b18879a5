package io.understudy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import io.understudy.client.Reply;
import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A store in memory that can be told to do wrong. */
final class MemoryStore implements StoreClient.Carrier {

  /** What it does with the next mutation of a kind, once. */
  enum Fault {
    NONE,
    /** Answers and does nothing. */
    LOSE,
    /** Does it twice. */
    DOUBLE,
    /** Does it, and credits one more than it was asked to. */
    CREDIT,
    /** Answers with an error, and does nothing. */
    REFUSE
  }

  private final Map<String, JsonNode> objects = new HashMap<>();
  private String faultyOperation = "";
  private Fault fault = Fault.NONE;
  private long ssn;

  void failNext(String operation, Fault what) {
    faultyOperation = operation;
    fault = what;
  }

  @Override
  public CompletableFuture<Reply> submit(String operation, byte[] arguments) {
    JsonNode given = Json.parse(new String(arguments, StandardCharsets.UTF_8));
    if (operation.equals("get")) {
      JsonNode value = objects.get(given.get("key").textValue());
      return answer(
          0,
          value == null
              ? Response.error("NOT_FOUND", "none")
              : Response.result(Payload.of(value.toString())));
    }
    Fault now = operation.equals(faultyOperation) ? fault : Fault.NONE;
    faultyOperation = now == Fault.NONE ? faultyOperation : "";
    int times = now == Fault.LOSE || now == Fault.REFUSE ? 0 : now == Fault.DOUBLE ? 2 : 1;
    for (int time = 0; time < times; time++) {
      execute(operation, given);
    }
    if (now == Fault.CREDIT) {
      add(given.get(given.has("to") ? "to" : "key").textValue(), 1);
    }
    return answer(
        ++ssn, now == Fault.REFUSE ? Response.error("REFUSED", "as told") : Response.EMPTY);
  }

  private void execute(String operation, JsonNode given) {
    switch (operation) {
      case "create", "put" -> objects.put(given.get("key").textValue(), given.get("value"));
      case "add" -> add(given.get("key").textValue(), given.get("delta").longValue());
      case "transfer" -> {
        add(given.get("from").textValue(), -given.get("amount").longValue());
        add(given.get("to").textValue(), given.get("amount").longValue());
      }
      default -> throw new AssertionError(operation);
    }
  }

  private void add(String key, long delta) {
    objects.put(key, LongNode.valueOf(objects.get(key).longValue() + delta));
  }

  private CompletableFuture<Reply> answer(long place, Response response) {
    return CompletableFuture.completedFuture(new Reply(1, place, 1, response));
  }

  @Override
  public long resent() {
    return 0;
  }

  @Override
  public void close() {}
}
