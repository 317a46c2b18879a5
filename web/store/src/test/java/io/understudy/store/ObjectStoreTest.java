package io.understudy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.api.OperationException;
import io.understudy.api.internal.Execution;
import io.understudy.api.internal.GroupScope;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.math.BigInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The store over EclipseLink and H2, each mutation a transaction of its own. */
class ObjectStoreTest {
  private static final long MAX = Long.MAX_VALUE;

  private EntityManagerFactory factory;
  private long ssn;
  private Execution last;

  @BeforeEach
  void open() {
    factory = Persistence.createEntityManagerFactory("store");
  }

  @AfterEach
  void close() {
    factory.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-9223372036854775808",
        "9223372036854775808",
        "1.0",
        "1e400",
        "\"\"",
        "\"\\u0000\"",
        "null",
        "true",
        "[]",
        "{}",
        "{\"b\":[1,{\"a\":null}],\"a\":\"ä€\"}"
      })
  void shouldGetWhatWasPutWhenItIsAnyJson(String value) {
    // given
    mutate(store -> run(() -> store.put("k", json(value))));

    // when
    JsonNode got = query(store -> store.get("k"));

    // then
    assertThat(got).isEqualTo(json(value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"k", " k", "k ", "K", "ä", "日本", "😀", "a\tb\n'\"%_\\"})
  void shouldTellKeysApartWhenTheyAreAnyUnicode(String key) {
    // given
    mutate(store -> run(() -> store.create(key, json("1"))));

    // then
    assertThatObject(query(store -> store.get(key))).isEqualTo(json("1"));
    failsWith(StoreError.NOT_FOUND, store -> store.get(key + " "));
    failsWith(StoreError.EXISTS, store -> run(() -> store.create(key, json("2"))));
    mutate(store -> run(() -> store.delete(key)));
    failsWith(StoreError.NOT_FOUND, store -> run(() -> store.delete(key)));
  }

  @Test
  void shouldRefuseAKeyWhenItIsEmptyTooLongOrHasNul() {
    put("a", "1");
    for (String key : new String[] {"", "a\0b", "k".repeat(256)}) {
      failsWith(StoreError.BAD_KEY, store -> run(() -> store.put(key, json("1"))));
      failsWith(StoreError.BAD_KEY, store -> store.get(key));
      failsWith(StoreError.BAD_KEY, store -> run(() -> store.transfer("a", key, 1)));
    }
    mutate(store -> run(() -> store.put("k".repeat(255), json("1"))));
  }

  @Test
  void shouldRefuseAValueWhenItIsTooLarge() {
    mutate(store -> run(() -> store.put("k", json("\"" + "x".repeat(1048574) + "\""))));
    failsWith(
        StoreError.TOO_LARGE,
        store -> run(() -> store.put("k", json("\"" + "x".repeat(1048575) + "\""))));
    failsWith(
        StoreError.TOO_LARGE,
        store -> run(() -> store.put("new", json("\"" + "€".repeat(349525) + "\""))));
  }

  @Test
  void shouldMergeFieldsWhenBothAreObjects() {
    // given
    put("k", "{\"a\":1,\"b\":{\"c\":2,\"d\":3},\"e\":4}");

    // when
    mutate(
        store ->
            run(
                () ->
                    store.merge(
                        "k",
                        json("{\"a\":null,\"b\":{\"c\":null,\"x\":{\"y\":null}},\"e\":[null]}"))));

    // then
    assertThatObject(query(store -> store.get("k")))
        .isEqualTo(json("{\"b\":{\"d\":3,\"x\":{}},\"e\":[null]}"));
    put("number", "1");
    failsWith(StoreError.NOT_AN_OBJECT, store -> run(() -> store.merge("number", json("{}"))));
    failsWith(StoreError.NOT_AN_OBJECT, store -> run(() -> store.merge("k", json("[]"))));
    failsWith(StoreError.NOT_FOUND, store -> run(() -> store.merge("none", json("{}"))));
  }

  @Test
  void shouldSetOnlyWhenWhatIsThereIsExpected() {
    put("k", "{\"a\":1,\"b\":2}");
    assertThatObject(mutate(s -> s.compareAndSet("k", json("{\"a\":1}"), json("1"))))
        .isEqualTo(false);
    assertThat(last.hasWritten()).isFalse();
    assertThatObject(mutate(s -> s.compareAndSet("k", json("{\"b\":2,\"a\":1}"), json("5"))))
        .isEqualTo(true);
    assertThatObject(mutate(s -> s.compareAndSet("k", json("5"), json("null")))).isEqualTo(true);
    assertThatObject(mutate(s -> s.compareAndSet("k", json("null"), json("1")))).isEqualTo(true);
    failsWith(StoreError.NOT_FOUND, s -> s.compareAndSet("none", json("null"), json("1")));
  }

  @Test
  void shouldAddWhenTheSumFits() {
    put("k", "1");
    put("text", "\"1\"");
    assertThatObject(mutate(store -> store.add("k", MAX - 1))).isEqualTo(MAX);
    failsWith(StoreError.OVERFLOW, store -> store.add("k", 1));
    assertThat(last.hasWritten()).isFalse();
    assertThatObject(mutate(store -> store.add("k", -MAX))).isEqualTo(0L);
    failsWith(StoreError.NOT_A_NUMBER, store -> store.add("text", 1));
    failsWith(StoreError.NOT_FOUND, store -> store.add("none", 1));
  }

  @Test
  void shouldTransferWhenTheAmountIsThere() {
    // given
    put("a", "10");
    put("b", "0");

    // when
    mutate(store -> run(() -> store.transfer("a", "b", 10)));

    // then
    assertThatObject(query(store -> store.get("a"))).isEqualTo(json("0"));
    assertThatObject(query(store -> store.get("b"))).isEqualTo(json("10"));
    assertThatObject(query(ObjectStore::sum)).isEqualTo(new Sum(2, BigInteger.TEN));
  }

  @Test
  void shouldChangeNothingWhenATransferFails() {
    put("a", "10");
    put("full", Long.toString(MAX));
    put("text", "\"10\"");
    failsWith(StoreError.INSUFFICIENT, store -> run(() -> store.transfer("a", "full", 11)));
    failsWith(StoreError.SAME_ACCOUNT, store -> run(() -> store.transfer("a", "a", 1)));
    failsWith(StoreError.BAD_AMOUNT, store -> run(() -> store.transfer("a", "full", -1)));
    failsWith(StoreError.BAD_AMOUNT, store -> run(() -> store.transfer("a", "full", 0)));
    failsWith(StoreError.NOT_FOUND, store -> run(() -> store.transfer("a", "none", 1)));
    failsWith(StoreError.NOT_FOUND, store -> run(() -> store.transfer("none", "a", 1)));
    failsWith(StoreError.NOT_A_NUMBER, store -> run(() -> store.transfer("a", "text", 1)));
    failsWith(StoreError.NOT_A_NUMBER, store -> run(() -> store.transfer("text", "a", 1)));
    assertThat(last.hasWritten()).isFalse();

    failsWith(StoreError.OVERFLOW, store -> run(() -> store.transfer("a", "full", 1)));

    assertThat(last.hasWritten()).as("withdrawn before it failed").isTrue();
    assertThatObject(query(store -> store.get("a"))).isEqualTo(json("10"));
    assertThatObject(query(ObjectStore::sum))
        .isEqualTo(new Sum(2, BigInteger.valueOf(MAX).add(BigInteger.TEN)));
  }

  @Test
  void shouldRefuseAWriteWhenNoMutationIsUnderWay() {
    assertThatThrownBy(() -> query(store -> run(() -> store.put("k", json("1")))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("R11");
  }

  private void put(String key, String value) {
    mutate(store -> run(() -> store.put(key, json(value))));
  }

  private void failsWith(String code, Function<ObjectStore, ?> body) {
    assertThatThrownBy(() -> mutate(body))
        .isInstanceOfSatisfying(
            OperationException.class, error -> assertThat(error.code()).isEqualTo(code));
  }

  private <T> T mutate(Function<ObjectStore, T> body) {
    ssn++;
    last = new Execution(ssn, 0, ssn);
    try (GroupScope scope = GroupScope.open(ssn)) {
      return inTransaction(store -> scope.execute(last, () -> body.apply(store)));
    }
  }

  private <T> T query(Function<ObjectStore, T> body) {
    return inTransaction(body);
  }

  private <T> T inTransaction(Function<ObjectStore, T> body) {
    try (EntityManager entities = factory.createEntityManager()) {
      entities.getTransaction().begin();
      try {
        T result = body.apply(new ObjectStoreBean(entities));
        entities.getTransaction().commit();
        return result;
      } finally {
        if (entities.getTransaction().isActive()) {
          entities.getTransaction().rollback();
        }
      }
    }
  }

  private static Object run(Runnable body) {
    body.run();
    return null;
  }

  private static JsonNode json(String text) {
    return JsonText.parse(text);
  }
}
