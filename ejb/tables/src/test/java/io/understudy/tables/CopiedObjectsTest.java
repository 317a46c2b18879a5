package io.understudy.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.api.DataObject;
import io.understudy.api.internal.Execution;
import io.understudy.api.internal.GroupScope;
import io.understudy.endpoint.Identity;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.copy.CopyHead;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import io.understudy.tables.entities.Address;
import io.understudy.tables.entities.Author;
import io.understudy.tables.entities.Book;
import io.understudy.tables.entities.Desk;
import io.understudy.tables.entities.Drawer;
import io.understudy.tables.entities.Place;
import io.understudy.tables.service.ServiceExtension;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.persistence.internal.sessions.AbstractSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Objects that are more than a row of single values, from one database to another. */
class CopiedObjectsTest {
  private static final long COPY = 7;
  private static final long GENERATION = 42;
  private static final int PAGE_BYTES = 1 << 10;
  private static final Instant PRINTED = Instant.parse("2026-03-01T10:15:30.123456Z");

  private final List<EntityManagerFactory> databases = new ArrayList<>();
  private EntityManager source;
  private EntityManager target;

  @BeforeEach
  void open() {
    source = database("source");
    target = database("target");
  }

  @AfterEach
  void close() {
    databases.forEach(EntityManagerFactory::close);
  }

  private EntityManager database(String name) {
    EntityManagerFactory database =
        Persistence.createEntityManagerFactory(
            "library", Map.of("jakarta.persistence.jdbc.url", "jdbc:h2:mem:" + name));
    databases.add(database);
    EntityManager entities = database.createEntityManager();
    commit(
        entities,
        () -> {
          InstanceRow row = new InstanceRow(new Identity("library", name));
          row.standAt(
              new CopyHead(
                  new EntryId(GENERATION, 1), 1, new HistoryDigest(GENERATION, 0, 0, 1), 0));
          entities.persist(row);
          return null;
        });
    return entities;
  }

  private static <T> T commit(EntityManager entities, Supplier<T> work) {
    entities.getTransaction().begin();
    try {
      T result = work.get();
      entities.getTransaction().commit();
      return result;
    } finally {
      if (entities.getTransaction().isActive()) {
        entities.getTransaction().rollback();
      }
      entities.clear();
    }
  }

  private void store(DataObject... objects) {
    try (GroupScope scope = GroupScope.open(GENERATION)) {
      commit(
          source,
          () ->
              scope.execute(
                  new Execution(GENERATION, 0, 0),
                  () -> {
                    Arrays.stream(objects).forEach(source::persist);
                    return null;
                  }));
    }
  }

  private void copy() {
    CopyTargetBean loading = new CopyTargetBean();
    loading.entities = target;
    loading.extension = new ServiceExtension();
    commit(
        target,
        () -> {
          loading.begin(COPY);
          return null;
        });
    CopyPlace place = CopyPlace.BEGIN;
    while (!place.equals(CopyPlace.END)) {
      CopyPlace from = place;
      CopyPage page =
          commit(source, () -> new CopyPages(source, PAGE_BYTES, false, null).read(from));
      commit(
          target,
          () -> {
            loading.load(COPY, page, Set.of());
            return null;
          });
      place = page.next();
    }
  }

  private static List<String> lines(EntityManager entities) {
    List<String> lines = new ArrayList<>();
    for (Class<? extends DataObject> type : List.of(Author.class, Book.class, Desk.class)) {
      ObjectLine line = new ObjectLine(new PortableObject(entities, type));
      String all = "select o from " + line.entity() + " o order by o." + line.form().idName();
      entities.createQuery(all, type).getResultList().forEach(each -> lines.add(line.of(each)));
    }
    entities.clear();
    return lines;
  }

  private static long digest(EntityManager entities, Object object) {
    AbstractSession session = entities.unwrap(AbstractSession.class);
    return new ObjectForm(session.getDescriptor(object)).digest(object, session);
  }

  private static long digest(EntityManager entities, Class<?> type, Object id) {
    long digest = digest(entities, entities.find(type, id));
    entities.clear();
    return digest;
  }

  private static Address address() {
    return new Address("Main Street", new Place("Ulm", new BigDecimal("48.40")));
  }

  private static Author author(String id, Address address) {
    return new Author(id, null, address, Set.of("Ann", "Zoe"), Arrays.asList(3, null, 2));
  }

  @Test
  void shouldCarryWhatIsEmbeddedCollectedAndReferredTo() {
    Author ann = author("ann", address());
    store(
        ann,
        author("bob", null),
        author("cid", new Address("Side Street", null)),
        new Author("dan", "fr", null, Set.of(), List.of()),
        new Book(1, PRINTED, ann),
        new Book(2, null, null),
        new Desk(1, ann, new Drawer("top", List.of("pen", "ink"))),
        new Desk(2, null, new Drawer()));

    copy();

    assertThat(lines(target)).isEqualTo(lines(source)).hasSize(8);
    assertThat(lines(target).get(0))
        .startsWith("Author \"ann\"\t")
        .contains("\"address.place.town\":\"Ulm\"", "\"address.street\":\"Main Street\"")
        .contains("\"names\":2,\"names[0]\":\"Ann\",\"names[1]\":\"Zoe\"")
        .contains("\"marks\":3,\"marks[0]\":3,\"marks[1]\":null,\"marks[2]\":2")
        .contains("\"generation\":42", "\"language\":null")
        .doesNotContain("books", "desk");
    assertThat(lines(target).get(4))
        .isEqualTo(
            "Book 1\t{\"author\":\"ann\",\"generation\":42,\"printed\":\"" + PRINTED + "\"}");
    assertThat(lines(target).get(6))
        .contains("\"drawer.contents\":2,\"drawer.contents[0]\":\"ink\"", "\"owner\":\"ann\"");
    for (int number = 1; number <= 2; number++) {
      assertThat(digest(target, Desk.class, number)).isEqualTo(digest(source, Desk.class, number));
    }
    for (String id : List.of("ann", "bob", "cid", "dan")) {
      assertThat(digest(target, Author.class, id)).isEqualTo(digest(source, Author.class, id));
    }
    assertThat(target.find(Author.class, "ann").books()).hasSize(1);
    assertThat(target.find(Author.class, "ann").desk()).isNotNull();
  }

  @Test
  void shouldCarryMoreThanAPageOfThem() {
    for (int i = 0; i < 100; i++) {
      store(author("author " + i, address()), new Book(i + 1, PRINTED, null));
    }

    copy();

    assertThat(lines(target)).isEqualTo(lines(source)).hasSize(200);
  }

  @Test
  void shouldDigestWhatTheDatabaseGivesBackAsWhatWasStored() {
    Author nothing = new Author("a", null, new Address(null, new Place(null, null)), null, null);
    long bare = digest(source, nothing);
    assertThat(digest(source, new Author("a", null, null, Set.of(), List.of()))).isEqualTo(bare);
    assertThat(digest(source, new Author("a", null, address(), null, null))).isNotEqualTo(bare);
    assertThat(digest(source, new Author("a", null, null, Set.of("Ann"), null))).isNotEqualTo(bare);

    store(nothing);

    assertThat(digest(source, Author.class, "a")).isEqualTo(digest(source, nothing));
  }

  @Test
  void shouldEraseThem() {
    store(author("ann", address()), new Book(1, PRINTED, null));
    ErasureBean erasure = new ErasureBean();
    erasure.entities = source;

    while (commit(source, erasure::erasePage)) {
      // the next page
    }

    assertThat(lines(source)).isEmpty();
    assertThat(source.createNativeQuery("select count(*) from AUTHOR_NAMES").getSingleResult())
        .hasToString("0");
  }

  @Test
  void shouldRefuseToCopyThemFuzzily() {
    assertThatThrownBy(() -> commit(source, () -> new CopyPages(source, PAGE_BYTES, true, null)))
        .hasMessageContaining("Author has values in several tables");
  }
}
