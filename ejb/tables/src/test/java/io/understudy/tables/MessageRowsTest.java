package io.understudy.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import io.understudy.protocol.copy.CopyRecord;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MessageRowsTest {
  private static final int ASKED = 256;
  private static final int MANY = 400 * ASKED;
  private static final int TIMES = 10;

  private EntityManagerFactory database;
  private EntityManager entities;

  @BeforeEach
  void open() {
    // Else H2 answers the same question from its last answer.
    String url = "jdbc:h2:mem:messages;OPTIMIZE_REUSE_RESULTS=0";
    database =
        Persistence.createEntityManagerFactory(
            "library", Map.of("jakarta.persistence.jdbc.url", url));
    entities = database.createEntityManager();
    entities.getTransaction().begin();
  }

  @AfterEach
  void close() {
    entities.getTransaction().rollback();
    database.close();
  }

  private void add(String client, long count) {
    List<MessageRow> rows = new ArrayList<>();
    for (long number = 1; number <= count; number++) {
      Response response = Response.result(Payload.of(client + number));
      rows.add(
          new MessageRow(new CopyRecord.OfRequest(client, number, 2 * number, number, response)));
    }
    RowInsert.insert(entities, MessageRow.INSERT, rows);
    entities.getTransaction().commit();
    entities.getTransaction().begin();
  }

  private long fastestNanos(String client, List<Long> numbers) {
    return LongStream.generate(() -> nanos(client, numbers)).limit(TIMES).min().orElseThrow();
  }

  private long nanos(String client, List<Long> numbers) {
    entities.clear();
    long begun = System.nanoTime();
    assertThat(MessageTableBean.rows(entities, client, numbers)).hasSize(numbers.size());
    return System.nanoTime() - begun;
  }

  @Test
  void shouldReadTheRowsThereAreOfTheNumbersAsked() {
    add("c", 20);
    add("d", 30);

    assertThat(MessageTableBean.rows(entities, "c", List.of(3L, 7L, 20L, 21L)))
        .extracting(MessageRow::number)
        .containsExactlyInAnyOrder(3L, 7L, 20L);
    assertThat(MessageTableBean.rows(entities, "c", List.of(9L)).get(0).stored().ssn())
        .isEqualTo(18);
  }

  @Test
  void shouldReadAlongTheKeyHoweverManyRowsTheClientHas() {
    add("few", ASKED);
    add("many", MANY);
    List<Long> numbers = LongStream.rangeClosed(1, ASKED).boxed().toList();
    fastestNanos("few", numbers); // warms up

    long few = fastestNanos("few", numbers);
    assertThat(fastestNanos("many", numbers)).isLessThan(5 * few);
  }
}
