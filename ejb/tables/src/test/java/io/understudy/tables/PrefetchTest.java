package io.understudy.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.api.DataObject;
import io.understudy.api.FaultTolerantService;
import io.understudy.api.Mutation;
import io.understudy.api.Touches;
import io.understudy.api.internal.Execution;
import io.understudy.api.internal.GroupScope;
import io.understudy.protocol.Payload;
import io.understudy.tables.entities.Author;
import io.understudy.tables.entities.Book;
import io.understudy.tables.entities.Desk;
import io.understudy.tables.entities.Drawer;
import io.understudy.tables.service.Call;
import io.understudy.tables.service.DeployedService;
import io.understudy.tables.service.ServiceModel;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.persistence.internal.sessions.AbstractSession;
import org.eclipse.persistence.sessions.UnitOfWork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PrefetchTest {

  /** Says what it touches, and one operation says it wrongly. */
  @FaultTolerantService(name = "library", version = 1)
  public interface Library {
    @Mutation("author")
    void author(@Touches(Author.class) String id);

    @Mutation("book")
    void book(@Touches(Book.class) long id);

    @Mutation("desk")
    void desk(@Touches(Desk.class) int number);

    @Mutation("title")
    void title(@Touches(Book.class) String title);

    @Mutation("other")
    void other(@Touches(DataObject.class) long id);

    @Mutation("all")
    void all();
  }

  private static final DeployedService SERVICE =
      new DeployedService(ServiceModel.of(Library.class), null);

  private final Prefetch prefetch = new Prefetch();
  private EntityManagerFactory database;
  private EntityManager entities;
  private AbstractSession session;

  @BeforeEach
  void open() {
    database =
        Persistence.createEntityManagerFactory(
            "library", Map.of("jakarta.persistence.jdbc.url", "jdbc:h2:mem:prefetch"));
    entities = database.createEntityManager();
    entities.getTransaction().begin();
    try (GroupScope scope = GroupScope.open(1)) {
      scope.execute(
          new Execution(1, 0, 0),
          () -> {
            for (int i = 1; i <= 100; i++) {
              Author author = new Author("a" + i, "de", null, Set.of(), List.of());
              entities.persist(author);
              entities.persist(new Book(i, Instant.EPOCH, author));
              entities.persist(new Desk(i, author, new Drawer()));
            }
            return null;
          });
      entities.getTransaction().commit();
    }
    entities.clear();
    entities.getTransaction().begin();
    session = (AbstractSession) entities.unwrap(UnitOfWork.class);
  }

  @AfterEach
  void close() {
    entities.getTransaction().rollback();
    database.close();
  }

  private void read(String... requests) {
    List<Call> calls = new ArrayList<>();
    for (String request : requests) {
      String[] words = request.split(" ", 2);
      calls.add(SERVICE.mutation(words[0], Payload.of(words[1])));
    }
    prefetch.read(entities, session, calls);
  }

  private boolean has(Class<?> type, Object id) {
    return session.getIdentityMapAccessor().containsObjectInIdentityMap(id, type);
  }

  @Test
  void shouldReadWhatIsTouchedWhateverTheTypeOfItsId() {
    read(
        "author {\"id\":\"a1\"}",
        "author {\"id\":\"a2\"}",
        "book {\"id\":10}",
        "book {\"id\":11}",
        "book {\"id\":12}",
        "book {\"id\":4711}",
        "desk {\"number\":20}",
        "author {\"id\":\"a3\"}",
        "desk {\"number\":21}",
        "desk {\"number\":22}",
        "desk {\"number\":22}");

    assertThat(has(Author.class, "a1") && has(Author.class, "a3")).isTrue();
    assertThat(has(Book.class, 10L) && has(Book.class, 12L)).isTrue();
    assertThat(has(Desk.class, 20) && has(Desk.class, 22)).isTrue();
    assertThat(has(Book.class, 13L) || has(Desk.class, 23)).isFalse();
  }

  @Test
  void shouldReadAllWhenTheyAreMany() {
    String[] requests = new String[90];
    for (int i = 0; i < requests.length; i++) {
      requests[i] = "book {\"id\":" + (i + 1) + "}";
    }

    read(requests);

    for (long id = 1; id <= requests.length; id++) {
      assertThat(has(Book.class, id)).as("%d", id).isTrue();
    }
  }

  @Test
  void shouldLeaveOutWhatCannotBeAskedFor() {
    read(
        "title {\"title\":\"x\"}",
        "title {\"title\":\"y\"}",
        "title {\"title\":\"z\"}",
        "other {\"id\":1}",
        "other {\"id\":2}",
        "other {\"id\":3}",
        "all {}",
        "book {\"id\":null}",
        "nothing {}");

    assertThat(has(Book.class, 1L)).isFalse();
  }

  @Test
  void shouldReadNothingAheadOfAStatementThatPassesByTheObjects() {
    SERVICE.mutation("all", Payload.of("{}")).noteBulk();

    read("book {\"id\":1}", "book {\"id\":2}", "all {}", "book {\"id\":3}");

    assertThat(has(Book.class, 1L)).isFalse();
    read("book {\"id\":1}", "book {\"id\":2}", "book {\"id\":3}");
    assertThat(has(Book.class, 1L)).isTrue();
  }
}
