package io.understudy.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.understudy.bench.Json;
import io.understudy.history.Model;

/**
 * What the object store must do with one object, written down a second time and as simply as can
 * be. A state is the object's value, missing where there is none.
 */
final class ObjectModel implements Model<JsonNode> {
  private static final JsonNode NONE = MissingNode.getInstance();
  private static final String NOTHING = NullNode.instance.toString();

  private final JsonNode initial;

  ObjectModel(JsonNode initial) {
    this.initial = initial;
  }

  @Override
  public JsonNode initial() {
    return initial;
  }

  @Override
  public Step<JsonNode> step(JsonNode value, String operation, String input) {
    return step(value, operation, Json.parse(input));
  }

  static Step<JsonNode> step(JsonNode value, String operation, JsonNode arguments) {
    JsonNode given = arguments.get("value");
    if (operation.equals("put")) {
      return new Step<>(given, NOTHING);
    } else if (operation.equals("create")) {
      return value.isMissingNode() ? new Step<>(given, NOTHING) : new Step<>(value, "EXISTS");
    } else if (value.isMissingNode()) {
      return new Step<>(value, "NOT_FOUND");
    }
    return switch (operation) {
      case "get" -> new Step<>(value, value.toString());
      case "delete" -> new Step<>(NONE, NOTHING);
      case "compareAndSet" -> {
        boolean equal = value.equals(arguments.get("expected"));
        yield new Step<>(equal ? given : value, BooleanNode.valueOf(equal).toString());
      }
      case "add" -> add(value, arguments.get("delta").longValue());
      default -> throw new IllegalArgumentException("No operation of the model: " + operation);
    };
  }

  static Step<JsonNode> add(JsonNode value, long delta) {
    if (!value.isIntegralNumber()) {
      return new Step<>(value, "NOT_A_NUMBER");
    }
    JsonNode sum = Json.parse(Long.toString(value.longValue() + delta));
    return new Step<>(sum, sum.toString());
  }
}
