package io.understudy.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.api.DataObject;
import io.understudy.api.OperationException;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * A JSON value under a key. An integer of at most 64 bits is kept as a number, so that the database
 * can find all that count; anything else is kept as JSON text.
 */
@Entity
@Table(name = "STORED_OBJECT")
public class StoredObject extends DataObject {
  static final int KEY_LENGTH = 255;

  @Id
  @Column(name = "OBJECT_KEY", length = KEY_LENGTH)
  private String key;

  /** Null if the value is a number. */
  @Column(name = "VALUE_TEXT", length = JsonText.MAX_BYTES)
  private String text;

  /** Null unless the value is a number. */
  @Column(name = "VALUE_NUMBER")
  private Long number;

  protected StoredObject() {}

  StoredObject(String key, JsonNode value) {
    this.key = key;
    assign(value);
  }

  JsonNode value() {
    return JsonText.parse(number == null ? text : number.toString());
  }

  void replace(JsonNode value) {
    changed();
    assign(value);
  }

  /** Adds to the number; what it is not possible to add changes nothing. */
  long add(long delta) {
    long sum;
    try {
      sum = Math.addExact(number(), delta);
    } catch (ArithmeticException e) {
      throw new OperationException(
          StoreError.OVERFLOW,
          "%d and %d come to more than 64 bits hold.".formatted(number(), delta));
    }
    changed();
    number = sum;
    return sum;
  }

  long number() {
    if (number == null) {
      throw new OperationException(
          StoreError.NOT_A_NUMBER, "The object " + key + " is no integer of at most 64 bits.");
    }
    return number;
  }

  private void assign(JsonNode value) {
    boolean counts = value.isIntegralNumber() && value.canConvertToLong();
    number = counts ? (Long) value.longValue() : null;
    text = counts ? null : JsonText.of(value);
  }
}
