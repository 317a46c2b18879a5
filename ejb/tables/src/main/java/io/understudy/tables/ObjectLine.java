package io.understudy.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.api.DataObject;
import java.util.Map;
import java.util.TreeMap;

/**
 * How objects of one entity are written as a line: {@code Entity "id"}, a tab, and their other
 * values as a JSON object in the order of their names, which are those of a copy. What stands
 * before the tab is the line's key.
 */
record ObjectLine(PortableObject form) {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  /** A key read back. */
  record Key(String entity, String id) {}

  String entity() {
    return form.entity();
  }

  String of(DataObject object) {
    Map<String, Object> values = new TreeMap<>();
    form.forEachValue(object, (name, value) -> values.put(name, shown(value)));
    Object id = values.remove(form.idName());
    return entity() + " " + json(id) + "\t" + json(values);
  }

  /** As JSON has it, or as a text that is the same on every database. */
  private static Object shown(Object value) {
    boolean known =
        value == null
            || value instanceof String
            || value instanceof Number
            || value instanceof Boolean
            || value instanceof byte[];
    return known ? value : PortableValue.of(value).text();
  }

  /** What stands before the tab: a tab inside an id is escaped. */
  static String keyOf(String line) {
    return line.substring(0, line.indexOf('\t'));
  }

  static Key parse(String key) {
    int space = key.indexOf(' ');
    if (space < 0) {
      throw new IllegalArgumentException("No line has the key " + key + ".");
    }
    return new Key(key.substring(0, space), key.substring(space + 1));
  }

  /** The id that a key of this entity names. */
  Object id(Key key) {
    try {
      return form.id(JSON.readTree(key.id()).asText());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(key.id() + " is no id of " + entity() + ".", e);
    }
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An attribute cannot be written as JSON.", e);
    }
  }
}
