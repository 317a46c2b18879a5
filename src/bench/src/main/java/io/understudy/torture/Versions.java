package io.understudy.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/** What each object, and the sum of all, was from which SSN on, in one piece of a history. */
final class Versions {
  private static final String SUM = "sum of all"; // no object's key: those have no blanks
  private static final List<String> KEYS = List.of("key", "from", "to");

  private final long begin;
  private final Map<String, NavigableMap<Long, JsonNode>> versions = new HashMap<>();

  /**
   * @param begin last SSN before the piece
   * @param model as all was then
   */
  Versions(long begin, StoreModel model) {
    this.begin = begin;
    model.objects().forEach((key, value) -> note(key, begin, value));
    note(SUM, begin, model.sum());
  }

  long begin() {
    return begin;
  }

  /** A mutation was executed. */
  void after(Call call, StoreModel model) {
    for (String name : KEYS) {
      JsonNode key = call.arguments().get(name);
      if (key != null) {
        JsonNode value = model.object(key.textValue());
        note(key.textValue(), call.ssn(), value == null ? MissingNode.getInstance() : value);
      }
    }
    note(SUM, call.ssn(), model.sum());
  }

  private void note(String key, long ssn, JsonNode value) {
    NavigableMap<Long, JsonNode> known = versions.computeIfAbsent(key, any -> new TreeMap<>());
    if (known.isEmpty() || !known.lastEntry().getValue().equals(value)) {
      known.put(ssn, value);
    }
  }

  /**
   * First SSN from one to another after which a query is answered so; empty if there is none.
   *
   * @param value missing where there is no object
   */
  OptionalLong firstWith(Call query, JsonNode value, long from, long to) {
    boolean all = query.operation().equals("sum");
    String key = all ? SUM : query.arguments().get("key").textValue();
    NavigableMap<Long, JsonNode> known =
        versions.getOrDefault(
            key, new TreeMap<>(Map.of(begin, (JsonNode) MissingNode.getInstance())));
    Long at = known.floorKey(from);
    if (at == null) { // there was no object at the beginning
      if (value.isMissingNode() && from <= to) {
        return OptionalLong.of(from);
      }
      at = known.firstKey();
    }
    for (Map.Entry<Long, JsonNode> each : known.tailMap(at, true).entrySet()) {
      if (Math.max(from, each.getKey()) > to) {
        break;
      }
      if (each.getValue().equals(value)) {
        return OptionalLong.of(Math.max(from, each.getKey()));
      }
    }
    return OptionalLong.empty();
  }
}
