package io.understudy.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Payload;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Entries in rows of as many as were committed together. */
class OperationLogTest {
  private static final int ALL = Integer.MAX_VALUE;

  private final OperationLogBean log = new OperationLogBean();
  private final List<Entry> entries = new ArrayList<>();
  private EntityManagerFactory database;
  private EntityManager entityManager;

  @BeforeEach
  void open() {
    database =
        Persistence.createEntityManagerFactory(
            "library", Map.of("jakarta.persistence.jdbc.url", "jdbc:h2:mem:log"));
    entityManager = database.createEntityManager();
    entityManager.getTransaction().begin();
    log.entities = entityManager;
  }

  @AfterEach
  void close() {
    entityManager.getTransaction().rollback();
    database.close();
  }

  /** Entries of 10 bytes, one a second, in groups of these sizes. */
  private void commitGroups(int... sizes) {
    for (int size : sizes) {
      append(IntStream.range(0, size).mapToObj(i -> Payload.of("0123456789")).toList());
    }
  }

  private void append(List<Payload> payloads) {
    List<Entry> group = new ArrayList<>();
    for (Payload payload : payloads) {
      long ssn = entries.size() + 1L;
      Entry entry =
          new Entry(
              new EntryId(ssn, 1),
              ssn == 1 ? 0 : 1,
              Entry.Kind.REQUEST,
              1000 * ssn,
              ssn,
              1,
              "c",
              ssn,
              "put",
              payload);
      entries.add(entry);
      group.add(entry);
    }
    log.append(group);
    commit();
  }

  private void commit() {
    entityManager.getTransaction().commit();
    entityManager.clear();
    entityManager.getTransaction().begin();
  }

  private List<Entry> from(long ssn) {
    return entries.subList((int) ssn - 1, entries.size());
  }

  @Test
  void shouldReadFromAnyEntryOnHoweverTheyShareRows() {
    commitGroups(1, 5, 20, 1);

    assertThat(log.read(1, ALL, ALL)).isEqualTo(entries);
    assertThat(log.read(4, ALL, ALL)).isEqualTo(from(4));
    assertThat(log.read(4, 9, ALL)).isEqualTo(from(4).subList(0, 9));
    assertThat(log.read(27, ALL, ALL)).isEqualTo(from(27));
    assertThat(log.read(28, ALL, ALL)).isEmpty();
    assertThat(log.read(4, ALL, 1)).as("one, whatever it takes").isEqualTo(from(4).subList(0, 1));
  }

  @Test
  void shouldNameTheEntryAtAnSsn() {
    commitGroups(3, 4);

    assertThat(log.committed(5)).contains(new EntryId(5, 1));
    assertThat(log.committed(8)).isEmpty();
  }

  @Test
  void shouldKeepTheLongestPayloadsBesideSmallOnes() {
    Payload small = Payload.of("s");
    Payload longest = Payload.of(new byte[Limits.BODY]);

    append(List.of(small, longest, longest, small, small));

    assertThat(log.read(1, ALL, ALL)).isEqualTo(entries);
    assertThat(LogRow.of(entries)).hasSize(4);
  }

  @Test
  void shouldDropJustTheEntriesBeforeOneInTheMiddleOfARow() {
    commitGroups(4, 4, 4);

    assertThat(log.drop(1, 7)).isEqualTo(60);
    commit();

    assertThat(log.read(6, ALL, ALL)).isEmpty();
    assertThat(log.read(7, ALL, ALL)).isEqualTo(from(7));
    assertThat(log.drop(7, 7)).isZero();
    assertThat(log.drop(7, 8)).isEqualTo(10);
    assertThat(log.drop(8, 10)).as("twice in one transaction").isEqualTo(20);
    assertThat(log.extent(10, 30, 0).timestamp()).isEqualTo(10_000);
  }

  @Test
  void shouldSayWhichEntryIsTheFirstFromAMomentOn() {
    commitGroups(4, 4, 4);

    assertThat(log.firstDecidedFrom(6000, 1, 10)).contains(6L);
    assertThat(log.firstDecidedFrom(5001, 1, 10)).contains(6L);
    assertThat(log.firstDecidedFrom(6000, 1, 7)).as("in a row that reaches further").contains(6L);
    assertThat(log.firstDecidedFrom(7000, 1, 6)).isEmpty();
    assertThat(log.firstDecidedFrom(9000, 1, 8)).isEmpty();
  }

  @Test
  void shouldRefuseAnEntryThatIsThereAlreadyInWhateverRow() {
    commitGroups(4, 4);

    assertThatThrownBy(() -> log.append(from(6)))
        .cause()
        .isInstanceOf(SQLIntegrityConstraintViolationException.class)
        .hasMessageContaining("[6]")
        .hasFieldOrPropertyWithValue("SQLState", "23505");
  }
}
