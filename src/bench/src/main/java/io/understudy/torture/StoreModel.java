package io.understudy.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.bench.Json;
import java.util.Map;
import java.util.TreeMap;

/** What the object store must do, written down a second time and as simply as can be. */
final class StoreModel {

  /**
   * What an operation answers.
   *
   * @param code of the error; empty for a result
   * @param value the result; null for an error
   */
  record Answer(String code, JsonNode value) {
    static Answer error(String code) {
      return new Answer(code, null);
    }

    static Answer of(JsonNode value) {
      return new Answer("", value);
    }
  }

  private static final Answer NOTHING = Answer.of(NullNode.instance);
  private static final Answer NOT_FOUND = Answer.error("NOT_FOUND");

  private final Map<String, JsonNode> objects = new TreeMap<>();
  private long numbers;
  private long sum;

  /** The objects by their keys. */
  Map<String, JsonNode> objects() {
    return objects;
  }

  /** The object; null if there is none. */
  JsonNode object(String key) {
    return objects.get(key);
  }

  /** What the query {@code sum} answers now. */
  JsonNode sum() {
    return Json.parse("{\"accounts\":%d,\"sum\":%d}".formatted(numbers, sum));
  }

  /** Executes a mutation. */
  Answer execute(String operation, ObjectNode arguments) {
    return switch (operation) {
      case "create" -> create(key(arguments), arguments.get("value"));
      case "put" -> put(key(arguments), arguments.get("value"));
      case "delete" -> delete(key(arguments));
      case "compareAndSet" -> compareAndSet(arguments);
      case "add" -> add(key(arguments), arguments.get("delta").longValue());
      case "transfer" -> transfer(arguments);
      default -> throw new IllegalArgumentException("No mutation of the model: " + operation);
    };
  }

  private static String key(ObjectNode arguments) {
    return arguments.get("key").textValue();
  }

  private Answer create(String key, JsonNode value) {
    return objects.containsKey(key) ? Answer.error("EXISTS") : put(key, value);
  }

  private Answer put(String key, JsonNode value) {
    count(objects.put(key, value), -1);
    count(value, 1);
    return NOTHING;
  }

  private Answer delete(String key) {
    if (!objects.containsKey(key)) {
      return NOT_FOUND;
    }
    count(objects.remove(key), -1);
    return NOTHING;
  }

  private Answer compareAndSet(ObjectNode arguments) {
    JsonNode present = objects.get(key(arguments));
    if (present == null) {
      return NOT_FOUND;
    }
    boolean equal = present.equals(arguments.get("expected"));
    if (equal) {
      put(key(arguments), arguments.get("value"));
    }
    return Answer.of(BooleanNode.valueOf(equal));
  }

  private Answer add(String key, long delta) {
    JsonNode present = objects.get(key);
    if (present == null) {
      return NOT_FOUND;
    }
    if (!present.isIntegralNumber()) {
      return Answer.error("NOT_A_NUMBER");
    }
    JsonNode added = Json.parse(Long.toString(present.longValue() + delta));
    put(key, added);
    return Answer.of(added);
  }

  private Answer transfer(ObjectNode arguments) {
    String from = arguments.get("from").textValue();
    String to = arguments.get("to").textValue();
    long amount = arguments.get("amount").longValue();
    if (!objects.containsKey(from) || !objects.containsKey(to)) {
      return NOT_FOUND;
    }
    if (objects.get(from).longValue() < amount) {
      return Answer.error("INSUFFICIENT");
    }
    add(from, -amount);
    add(to, amount);
    return NOTHING;
  }

  private void count(JsonNode value, int sign) {
    if (value != null && value.isIntegralNumber()) {
      numbers += sign;
      sum += sign * value.longValue();
    }
  }
}
