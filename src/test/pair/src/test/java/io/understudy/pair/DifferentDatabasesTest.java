package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.understudy.boot.server.BootException;
import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.DataDirectory;
import io.understudy.boot.server.Founding;
import io.understudy.boot.server.Installation;
import io.understudy.boot.server.ServiceFile;
import io.understudy.boot.server.UserDatabase;
import io.understudy.protocol.Purpose;
import io.understudy.protocol.message.ServerMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instance a has H2, instance b PostgreSQL, which sorts in another order and syncs late. */
@Tag("long")
class DifferentDatabasesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final int SOME = 300;
  private static final String SWEDISH = "LOCALE_PROVIDER icu ICU_LOCALE 'sv' ENCODING 'UTF8'";

  @TempDir static Path directory;
  private static Postgres postgres;
  private static Pair pair;

  @BeforeAll
  static void make() throws Exception {
    postgres = new Postgres(directory);
    UserDatabase ofB = postgres.create("ofb", SWEDISH);
    pair =
        new Pair(
            PreciseStore.make(directory.resolve("home")),
            directory.resolve("data"),
            new Founding(Optional.of(1), Optional.empty(), Map.of("b", ofB)));
    pair.restore();
  }

  @AfterAll
  static void end() throws Exception {
    pair.close();
    postgres.close();
  }

  @Test
  void shouldHoldAndAnswerTheSameOnBothDatabasesWhicheverIsThePrimary() throws Exception {
    // given edge values put while H2 is the primary, and PostgreSQL the backup
    serveAt("a");
    Map<Long, ServerMessage.Answer> told = new LinkedHashMap<>();
    List<EdgeValues.Request> requests = EdgeValues.requests("h2");
    submit("edge", 1, 0, requests, told);
    for (EdgeValues.Request request : requests) {
      assertThat(told.get(1L + requests.indexOf(request)).response().code())
          .as(request.toString())
          .isEqualTo(request.code());
    }

    // when the backup misses some of it and catches up
    pair.boot().kill("b");
    submit("edge", 2, requests.size(), EdgeValues.requests("alone"), told);
    pair.boot().start("b", System.out::println);

    // and PostgreSQL takes over
    pair.awaitSameCommitted();
    pair.boot().kill("a");
    assertThat(pair.primary().place().name()).isEqualTo("b");

    // then it gives the first answers again, byte by byte
    assertThat(recalled(3, told)).isEqualTo(told);

    // when it is the primary alone, and H2 catches up, gets the office as planned
    submit("edge", 4, 2 * requests.size(), EdgeValues.requests("postgresql"), told);
    pair.boot().start("a", System.out::println);
    serveAt("a");
    assertThat(recalled(5, told)).isEqualTo(told);

    // and PostgreSQL starts with nothing, and gets a copy of all
    pair.boot().kill("b");
    postgres.sql("postgres", "DROP DATABASE ofb WITH (FORCE)");
    postgres.create("ofb", SWEDISH);
    DataDirectory.deleteAll(pair.boot().data().instance("b").resolve("log"));
    pair.boot().start("b", System.out::println);
    assertThat(pair.wasCopiedTo("b")).isTrue();

    // and then H2, from PostgreSQL
    serveAt("b");
    pair.boot().kill("a");
    pair.empty("a");
    pair.boot().start("a", System.out::println);
    assertThat(pair.wasCopiedTo("a")).isTrue();

    // then the databases hold the same, object by object and row by row
    pair.awaitSameCommitted();
    assertSame();
  }

  @Test
  void shouldLoseNothingWhenPostgresqlLosesWhatItHadNotSynced() throws Exception {
    // given PostgreSQL as the primary under load
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    serveAt("b");
    try (Tellers tellers = new Tellers("late", pair.addresses())) {
      tellers.start(seed, Tellers.BUSY_MILLIS);
      awaitMore(tellers);

      // when its server crashes, and comes back without what was committed last
      postgres.crash();
      postgres.restart();

      // then the instance takes no part any more, and says why
      await().atMost(PATIENCE).until(() -> pair.state().instance("b").role().equals("stopped"));
      assertThat(Files.readString(pair.boot().data().instance("b").resolve("server.log")))
          .contains("The database has gone back from SSN");
      assertThat(pair.primary().place().name()).isEqualTo("a");
      awaitMore(tellers);

      // when it is started again, it is in sync again
      pair.boot().kill("b");
      pair.boot().start("b", System.out::println);
      awaitMore(tellers);
      tellers.finish();
      assertThat(tellers.differences()).isEmpty();
    }
    pair.awaitSameCommitted();
    assertSame();
  }

  @Test
  void shouldSayWhyAndStartNothingWhenTheDatabaseCannotBeOpened() throws Exception {
    Path data = directory.resolve("refused");
    UserDatabase wrong = postgres.database("postgres", "guessed");
    Founding founding = new Founding(Optional.of(0), Optional.empty(), Map.of("a", wrong));
    try (BootServer boot = BootServer.openOrFound(Installation.located(), data, founding)) {
      assertThatThrownBy(() -> boot.up(Optional.empty(), System.out::println))
          .isInstanceOf(BootException.class)
          .hasMessageContaining("UND0201")
          .hasMessageContaining("password authentication failed")
          .hasMessageContaining("understudy.database.url, user and password")
          .hasMessageNotContaining("guessed");
      assertThat(boot.isRunning()).isFalse();
    }
    // and may be given another, as it has never had that one
    UserDatabase right = postgres.database("right", "guessed");
    Founding again = new Founding(Optional.of(0), Optional.empty(), Map.of("a", right));
    try (BootServer boot = BootServer.openOrFound(Installation.located(), data, again)) {
      assertThat(boot.data().service().place("a").database()).isEqualTo(right.url());
    }
    // where an instance that has its data in one keeps it
    assertThatThrownBy(
            () ->
                BootServer.openOrFound(
                    Installation.located(),
                    pair.boot().data().path(),
                    new Founding(Optional.empty(), Optional.empty(), Map.of("b", right))))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("keeps it");
  }

  @Test
  void shouldAddNothingAndChangeNothingWhenTheDatabaseIsNotFit() throws Exception {
    UserDatabase ofB = postgres.database("ofb", Postgres.PASSWORD);
    UserDatabase otherwise =
        new UserDatabase(ofB.url() + "?ApplicationName=c", ofB.user(), ofB.password());
    UserDatabase filled = postgres.create("filled", "ENCODING 'UTF8'");
    postgres.sql("filled", "CREATE TABLE letters (text VARCHAR(10))");
    UserDatabase latin = postgres.create("latin", "ENCODING 'LATIN1' LOCALE 'C'");

    refuse(ofB, "cannot have the same database");
    refuse(otherwise, "The database belongs to instance b");
    refuse(filled, "The database is not empty");
    refuse(latin, "has the encoding LATIN1");

    // and with one that is fit there is a third
    UserDatabase fit = postgres.create("fit", "ENCODING 'UTF8'");
    pair.boot().add("c", Purpose.MEMBER, Optional.of(fit), System.out::println);
    assertThat(pair.state().isInSync(pair.state().instance("c"))).isTrue();
    pair.boot().remove("c", Optional.empty(), System.out::println);
  }

  private static void refuse(UserDatabase database, String why) throws Exception {
    ServiceFile before = pair.boot().data().service();

    assertThatThrownBy(
            () -> pair.boot().add("c", Purpose.MEMBER, Optional.of(database), System.out::println))
        .isInstanceOf(BootException.class)
        .hasMessageContaining(why);

    assertThat(pair.boot().data().service()).isEqualTo(before);
    assertThat(pair.boot().data().instance("c")).doesNotExist();
    assertThat(pair.state().serving()).isPresent();
    assertThat(pair.state().record().orElseThrow().inSync()).hasSize(1);
  }

  @Test
  void shouldNotTellThePasswordWhenAnInstanceHasOne() throws Exception {
    Path b = pair.boot().data().instance("b");
    for (String file : List.of("server.log", "config/understudy.properties")) {
      assertThat(Files.readString(b.resolve(file))).doesNotContain(Postgres.PASSWORD);
    }
    assertThat(Files.readString(pair.boot().data().path().resolve("service.json")))
        .doesNotContain(Postgres.PASSWORD);
    long pid = pair.state().instance("b").pid().getAsLong();
    assertThat(Files.readString(Path.of("/proc/" + pid + "/cmdline")))
        .doesNotContain(Postgres.PASSWORD);
    assertThat(Files.getPosixFilePermissions(b.resolve("database.properties"))).hasSize(2);
  }

  private static void serveAt(String name) throws Exception {
    if (!pair.primary().place().name().equals(name)) {
      pair.boot().switchOver(Optional.of(name), System.out::println);
    }
  }

  /** One connection of a client that numbers its requests itself. */
  private static void submit(
      String clientId,
      long attempt,
      int before,
      List<EdgeValues.Request> requests,
      Map<Long, ServerMessage.Answer> told)
      throws Exception {
    try (BareClient client = new BareClient(pair.primary().place().address(), clientId, attempt)) {
      client.receiveWelcome();
      long number = before;
      for (EdgeValues.Request request : requests) {
        number++;
        client.request(number, request.operation(), request.json());
        told.put(number, client.receiveAnswer(number));
      }
    }
  }

  /** The answers to the same requests, sent again. */
  private static Map<Long, ServerMessage.Answer> recalled(
      long attempt, Map<Long, ServerMessage.Answer> told) throws Exception {
    Map<Long, ServerMessage.Answer> again = new LinkedHashMap<>();
    List<EdgeValues.Request> all = EdgeValues.requests("h2");
    List<EdgeValues.Request> alone = EdgeValues.requests("alone");
    List<EdgeValues.Request> last = EdgeValues.requests("postgresql");
    try (BareClient client = new BareClient(pair.primary().place().address(), "edge", attempt)) {
      client.receiveWelcome();
      for (long number : told.keySet()) {
        int index = (int) (number - 1) % all.size();
        List<EdgeValues.Request> part =
            List.of(all, alone, last).get((int) (number - 1) / all.size());
        client.request(number, part.get(index).operation(), part.get(index).json());
        again.put(number, client.receiveAnswer(number));
      }
    }
    return again;
  }

  private static void awaitMore(Tellers tellers) {
    long before = tellers.answered();
    await().atMost(PATIENCE).until(() -> tellers.answered() >= before + SOME);
  }

  /** The beginnings of rows, which may be long. */
  private static List<String> missing(List<String> rows, List<String> from) {
    Set<String> there = new HashSet<>(from);
    return rows.stream()
        .filter(row -> !there.contains(row))
        .map(row -> row.length() > 500 ? row.substring(0, 500) : row)
        .toList();
  }

  /** Stops both, compares, and starts both again. */
  private static void assertSame() throws Exception {
    pair.boot().down(System.out::println);
    String h2 = "jdbc:h2:file:" + pair.database("a") + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r";
    try (Connection a = DriverManager.getConnection(h2, "understudy", "understudy");
        Connection b = postgres.connect("ofb")) {
      long logFrom = Math.max(TableRows.logStart(a), TableRows.logStart(b));
      Map<String, List<String>> ofA = TableRows.read(a, logFrom);
      Map<String, List<String>> ofB = TableRows.read(b, logFrom);
      assertThat(ofA.keySet()).isEqualTo(ofB.keySet()).contains("STORED_OBJECT", "UND_LOG");
      for (String table : ofA.keySet()) {
        assertThat(missing(ofB.get(table), ofA.get(table))).as(table + " of a lacks").isEmpty();
        assertThat(missing(ofA.get(table), ofB.get(table))).as(table + " of b lacks").isEmpty();
      }
      assertThat(ofA.get("STORED_OBJECT"))
          .hasSizeGreaterThan(20)
          .allMatch(row -> row.contains("123457"), "has its time to the microsecond");
    } finally {
      pair.restore();
    }
  }
}
