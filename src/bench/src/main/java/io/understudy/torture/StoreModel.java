package io.understudy.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.understudy.bench.Json;
import io.understudy.history.Model;
import java.util.Map;

/** The same for all objects, by their keys. A step changes the state that it is given. */
final class StoreModel implements Model<Map<String, JsonNode>> {
  private final Map<String, JsonNode> initial;

  StoreModel(Map<String, JsonNode> initial) {
    this.initial = initial;
  }

  @Override
  public Map<String, JsonNode> initial() {
    return initial;
  }

  @Override
  public Step<Map<String, JsonNode>> step(
      Map<String, JsonNode> objects, String operation, String input) {
    JsonNode arguments = Json.parse(input);
    String output =
        switch (operation) {
          case "transfer" -> transfer(objects, arguments);
          case "sum" -> sum(objects);
          default -> ofOne(objects, operation, arguments);
        };
    return new Step<>(objects, output);
  }

  private static String ofOne(Map<String, JsonNode> objects, String operation, JsonNode arguments) {
    String key = arguments.get("key").textValue();
    Step<JsonNode> step = ObjectModel.step(value(objects, key), operation, arguments);
    if (step.state().isMissingNode()) {
      objects.remove(key);
    } else {
      objects.put(key, step.state());
    }
    return step.output();
  }

  private static String transfer(Map<String, JsonNode> objects, JsonNode arguments) {
    String from = arguments.get("from").textValue();
    String to = arguments.get("to").textValue();
    long amount = arguments.get("amount").longValue();
    if (value(objects, from).isMissingNode() || value(objects, to).isMissingNode()) {
      return "NOT_FOUND";
    }
    if (value(objects, from).longValue() < amount) {
      return "INSUFFICIENT";
    }
    objects.put(from, ObjectModel.add(value(objects, from), -amount).state());
    objects.put(to, ObjectModel.add(value(objects, to), amount).state());
    return NullNode.instance.toString();
  }

  private static String sum(Map<String, JsonNode> objects) {
    long numbers = 0;
    long sum = 0;
    for (JsonNode value : objects.values()) {
      if (value.isIntegralNumber()) {
        numbers++;
        sum += value.longValue();
      }
    }
    return Json.parse("{\"accounts\":%d,\"sum\":%d}".formatted(numbers, sum)).toString();
  }

  static JsonNode value(Map<String, JsonNode> objects, String key) {
    return objects.getOrDefault(key, MissingNode.getInstance());
  }
}
