package io.understudy.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.api.DataObject;
import jakarta.persistence.metamodel.Attribute;
import jakarta.persistence.metamodel.EntityType;
import java.lang.reflect.Field;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How objects of one entity are written as a line: {@code Entity "id"}, a tab, and the attributes
 * as a JSON object in the order of their names. What stands before the tab is the line's key.
 */
record ObjectLine(
    String entity,
    Class<? extends DataObject> type,
    String idName,
    Class<?> idType,
    List<Field> attributes) {

  private static final JsonMapper JSON = new JsonMapper();

  /** A key read back. */
  record Key(String entity, String id) {}

  static ObjectLine of(EntityType<?> entity) {
    if (!entity.hasSingleIdAttribute()) {
      throw new IllegalStateException(entity.getName() + " has no single id to be ordered by.");
    }
    Class<?> idType = entity.getIdType().getJavaType();
    String idName = entity.getId(idType).getName();
    List<Field> attributes =
        entity.getAttributes().stream()
            .sorted(Comparator.comparing(Attribute::getName))
            .map(attribute -> (Field) attribute.getJavaMember())
            .peek(field -> field.setAccessible(true))
            .toList();
    return new ObjectLine(
        entity.getName(),
        entity.getJavaType().asSubclass(DataObject.class),
        idName,
        idType,
        attributes);
  }

  String of(DataObject object) {
    Map<String, Object> values = new LinkedHashMap<>();
    Object id = null;
    for (Field attribute : attributes) {
      Object value = read(attribute, object);
      if (attribute.getName().equals(idName)) {
        id = value;
      } else {
        values.put(attribute.getName(), value);
      }
    }
    return entity + " " + json(id) + "\t" + json(values);
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
      return JSON.readValue(key.id(), idType);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(key.id() + " is no id of " + entity + ".", e);
    }
  }

  private static Object read(Field attribute, DataObject object) {
    try {
      return attribute.get(object);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(attribute + " cannot be read.", e);
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
