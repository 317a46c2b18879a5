package io.understudy.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.api.OperationException;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.math.BigInteger;
import java.util.List;

/** The object store over its entity. */
@Stateless
public class ObjectStoreBean implements ObjectStore {
  @PersistenceContext private EntityManager entities;

  public ObjectStoreBean() {}

  ObjectStoreBean(EntityManager entities) {
    this.entities = entities;
  }

  @Override
  public void create(String key, JsonNode value) {
    if (find(key) != null) {
      throw new OperationException(StoreError.EXISTS, "There is an object " + key + " already.");
    }
    entities.persist(new StoredObject(key, value));
  }

  @Override
  public void put(String key, JsonNode value) {
    StoredObject object = find(key);
    if (object == null) {
      entities.persist(new StoredObject(key, value));
    } else {
      object.replace(value);
    }
  }

  @Override
  public void merge(String key, JsonNode fields) {
    StoredObject object = found(key);
    if (!(object.value() instanceof ObjectNode merged) || !fields.isObject()) {
      throw new OperationException(
          StoreError.NOT_AN_OBJECT, "Only a JSON object can be merged, and only into another.");
    }
    MergePatch.apply(merged, fields);
    object.replace(merged);
  }

  @Override
  public JsonNode get(String key) {
    return found(key).value();
  }

  @Override
  public void delete(String key) {
    entities.remove(found(key));
  }

  @Override
  public boolean compareAndSet(String key, JsonNode expected, JsonNode value) {
    StoredObject object = found(key);
    boolean equal = object.value().equals(expected);
    if (equal) {
      object.replace(value);
    }
    return equal;
  }

  @Override
  public long add(String key, long delta) {
    return found(key).add(delta);
  }

  @Override
  public void transfer(String from, String to, long amount) {
    if (amount <= 0) {
      throw new OperationException(
          StoreError.BAD_AMOUNT, "An amount must be positive, not " + amount + ".");
    }
    if (from.equals(to)) {
      throw new OperationException(
          StoreError.SAME_ACCOUNT, "The account " + from + " cannot transfer to itself.");
    }
    StoredObject source = found(from);
    StoredObject target = found(to);
    target.number();
    if (source.number() < amount) {
      throw new OperationException(
          StoreError.INSUFFICIENT,
          "The account %s has %d, less than %d.".formatted(from, source.number(), amount));
    }
    source.add(-amount);
    target.add(amount); // may fail: what was withdrawn is then rolled back
  }

  @Override
  public Sum sum() {
    List<Long> numbers =
        entities
            .createQuery(
                "select o.number from StoredObject o where o.number is not null", Long.class)
            .getResultList();
    BigInteger sum =
        numbers.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
    return new Sum(numbers.size(), sum);
  }

  private StoredObject found(String key) {
    StoredObject object = find(key);
    if (object == null) {
      throw new OperationException(StoreError.NOT_FOUND, "There is no object " + key + ".");
    }
    return object;
  }

  private StoredObject find(String key) {
    if (key.isEmpty() || key.length() > StoredObject.KEY_LENGTH || key.indexOf('\0') >= 0) {
      throw new OperationException(
          StoreError.BAD_KEY,
          "A key has 1 to %d characters, and no NUL among them."
              .formatted(StoredObject.KEY_LENGTH));
    }
    return entities.find(StoredObject.class, key);
  }
}
