package io.understudy.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.api.FaultTolerantService;
import io.understudy.api.Mutation;
import io.understudy.api.Query;
import io.understudy.api.Touches;

/**
 * An object store. A key has 1 to 255 UTF-16 units of any Unicode but NUL, which is refused as in
 * every text; a value is any JSON of at most 1,048,576 bytes, {@code null} included. Every
 * operation answers with {@link StoreError#BAD_KEY} and {@link StoreError#TOO_LARGE} where that is
 * not so.
 */
@FaultTolerantService(name = "store", version = 1)
public interface ObjectStore {

  /** Stores a new object; {@link StoreError#EXISTS} if there is one. */
  @Mutation("create")
  void create(@Touches(StoredObject.class) String key, JsonNode value);

  /** Stores an object, whether there is one or not. */
  @Mutation("put")
  void put(@Touches(StoredObject.class) String key, JsonNode value);

  /**
   * Merges fields into an object as RFC 7396 says: a field that is {@code null} goes, an object is
   * merged, anything else replaces. {@link StoreError#NOT_FOUND}, {@link StoreError#NOT_AN_OBJECT}.
   */
  @Mutation("merge")
  void merge(@Touches(StoredObject.class) String key, JsonNode fields);

  /** The value; {@link StoreError#NOT_FOUND}. */
  @Query("get")
  JsonNode get(String key);

  /** Removes an object; {@link StoreError#NOT_FOUND}. */
  @Mutation("delete")
  void delete(@Touches(StoredObject.class) String key);

  /**
   * Stores the value if what is there equals the expected; {@link StoreError#NOT_FOUND}.
   *
   * @return whether it was stored
   */
  @Mutation("compareAndSet")
  boolean compareAndSet(@Touches(StoredObject.class) String key, JsonNode expected, JsonNode value);

  /**
   * Adds to a counter; {@link StoreError#NOT_FOUND}, {@link StoreError#NOT_A_NUMBER}, {@link
   * StoreError#OVERFLOW} if the sum has more than 64 bits.
   *
   * @return the sum
   */
  @Mutation("add")
  long add(@Touches(StoredObject.class) String key, long delta);

  /**
   * Moves an amount from one account to another if it is there: {@link StoreError#INSUFFICIENT} if
   * not; {@link StoreError#SAME_ACCOUNT}, {@link StoreError#BAD_AMOUNT} unless it is positive,
   * {@link StoreError#NOT_FOUND}, {@link StoreError#NOT_A_NUMBER}, {@link StoreError#OVERFLOW}.
   */
  @Mutation("transfer")
  void transfer(String from, String to, long amount);

  /** How many objects are integers of at most 64 bits, and what they come to. */
  @Query("sum")
  Sum sum();
}
