package io.understudy.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import io.understudy.protocol.TableSize;
import io.understudy.protocol.copy.CopyRecord;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** Rows of so many requests each. */
  private void add(String client, long count, int together) {
    List<CopyRecord.OfRequest> requests = new ArrayList<>();
    for (long number = 1; number <= count; number++) {
      Response response = Response.result(Payload.of(client + number));
      requests.add(new CopyRecord.OfRequest(client, number, 2 * number, number, response));
      if (requests.size() == together || number == count) {
        RowInsert.insert(entities, MessageRow.INSERT, MessageRow.of(requests));
        requests.clear();
      }
    }
    entities.getTransaction().commit();
    entities.getTransaction().begin();
  }

  private MessageTableBean table() {
    MessageTableBean table = new MessageTableBean();
    table.entities = entities;
    return table;
  }

  private long fastestNanos(String client, List<Long> numbers) {
    return LongStream.generate(() -> nanos(client, numbers)).limit(TIMES).min().orElseThrow();
  }

  private long nanos(String client, List<Long> numbers) {
    entities.clear();
    long begun = System.nanoTime();
    assertThat(MessageTableBean.find(entities, client, numbers)).hasSize(numbers.size());
    return System.nanoTime() - begun;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100})
  void shouldReadWhatThereIsOfTheNumbersAsked(int together) {
    add("c", 20, together);
    add("d", 30, together);

    assertThat(MessageTableBean.find(entities, "c", List.of(20L, 3L, 7L, 21L)))
        .extracting(CopyRecord.OfRequest::number)
        .containsExactlyInAnyOrder(3L, 7L, 20L);
    assertThat(MessageTableBean.find(entities, "c", List.of(9L)))
        .containsExactly(
            new CopyRecord.OfRequest("c", 9, 18, 9, Response.result(Payload.of("c9"))));
    assertThat(MessageTableBean.find(entities, "e", List.of(1L))).isEmpty();
  }

  @Test
  void shouldGiveALongResponseARowOfItsOwn() {
    Response small = Response.result(Payload.of("s"));
    Response longest = Response.result(Payload.of(new byte[Limits.BODY]));
    List<CopyRecord.OfRequest> requests = new ArrayList<>();
    for (long number = 1; number <= 5; number++) {
      requests.add(
          new CopyRecord.OfRequest("c", number, number, 0, number % 2 == 0 ? longest : small));
    }

    List<MessageRow> rows = MessageRow.of(requests);
    RowInsert.insert(entities, MessageRow.INSERT, rows);

    assertThat(rows).hasSize(5);
    assertThat(MessageTableBean.find(entities, "c", List.of(1L, 2L, 3L, 4L, 5L)))
        .isEqualTo(requests);
  }

  @Test
  void shouldDropRequestsUpToANumberInTheMiddleOfARow() {
    add("c", 20, 8);
    MessageTableBean table = table();

    TableSize dropped = table.forget("c", 11);

    assertThat(dropped).isEqualTo(new TableSize(11, 9 * 2 + 2 * 3));
    assertThat(table.forget("c", 11)).isEqualTo(TableSize.NONE);
    assertThat(table.forget("c", 13)).isEqualTo(new TableSize(2, 6));
    assertThat(table.count("c")).isEqualTo(7);
    assertThat(MessageTableBean.find(entities, "c", List.of(13L, 14L, 20L)))
        .extracting(CopyRecord.OfRequest::number)
        .containsExactly(14L, 20L);
  }

  @Test
  void shouldRefuseARequestThatIsThereAlreadyInWhateverRow() {
    add("c", 20, 8);
    MessageTableBean table = table();
    Response response = Response.result(Payload.EMPTY);

    assertThatThrownBy(
            () ->
                table.add(
                    List.of(
                        List.of(
                            new CopyRecord.OfRequest("c", 19, 50, 0, response),
                            new CopyRecord.OfRequest("c", 25, 51, 0, response)))))
        .cause()
        .isInstanceOf(SQLIntegrityConstraintViolationException.class)
        .hasMessageContaining("[c, 19]")
        .hasFieldOrPropertyWithValue("SQLState", "23505");
    table.add(List.of(List.of(new CopyRecord.OfRequest("c", 21, 50, 0, response))));
  }

  @Test
  void shouldReadAlongTheKeyHoweverManyRowsTheClientHas() {
    add("few", ASKED, 1);
    add("many", MANY, 1);
    List<Long> numbers = LongStream.rangeClosed(1, ASKED).boxed().toList();
    fastestNanos("few", numbers); // warms up

    long few = fastestNanos("few", numbers);
    assertThat(fastestNanos("many", numbers)).isLessThan(5 * few);
  }
}
