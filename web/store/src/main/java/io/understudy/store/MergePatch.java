package io.understudy.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON Merge Patch, RFC 7396. */
final class MergePatch {
  private MergePatch() {}

  /** Changes the target. */
  static void apply(ObjectNode target, JsonNode patch) {
    patch
        .properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              if (value.isNull()) {
                target.remove(field.getKey());
              } else if (value.isObject()) {
                JsonNode old = target.get(field.getKey());
                boolean merges = old != null && old.isObject();
                apply(merges ? (ObjectNode) old : target.putObject(field.getKey()), value);
              } else {
                target.set(field.getKey(), value);
              }
            });
  }
}
