package io.understudy.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.bench.Json;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import io.understudy.protocol.copy.CopyRecord;
import io.understudy.wire.Wire;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabasesTest {
  @TempDir Path directory;
  private Path one;
  private Path other;
  private final Databases databases = new Databases();

  @BeforeEach
  void fill() throws SQLException {
    one = directory.resolve("one");
    other = directory.resolve("other");
    for (Path database : new Path[] {one, other}) {
      run(
          database,
          "CREATE TABLE STORED_OBJECT (OBJECT_KEY VARCHAR PRIMARY KEY, VALUE_TEXT VARCHAR,"
              + " VALUE_NUMBER BIGINT, GENERATION BIGINT)",
          "CREATE TABLE UND_LOG (SSN BIGINT PRIMARY KEY, FIRST_SSN BIGINT, DECIDED_AT BIGINT,"
              + " PAYLOAD_BYTES BIGINT, ENTRIES VARBINARY, PAYLOAD VARBINARY)",
          "CREATE TABLE UND_MESSAGE (CLIENT_ID VARCHAR, CLIENT_NUMBER BIGINT, FIRST_NUMBER BIGINT,"
              + " SSN BIGINT, REQUESTS BIGINT, BODY_BYTES BIGINT, ANSWERED VARBINARY,"
              + " BODY VARBINARY, PRIMARY KEY (CLIENT_ID, CLIENT_NUMBER))",
          "CREATE TABLE UND_INSTANCE (ID INT PRIMARY KEY, NAME VARCHAR, LOG_START BIGINT)",
          "INSERT INTO UND_INSTANCE VALUES (1, '" + database.getFileName() + "', 1)",
          "INSERT INTO STORED_OBJECT VALUES ('n', NULL, 7, 2), ('t', '\"x\"', NULL, 3)",
          log(Entry.epoch(1, 1, 0, 0), request(2, 1, "0")),
          log(request(3, 2, "1")),
          answered(1, "a", "b"));
    }
  }

  private static Entry request(long ssn, long number, String payload) {
    return new Entry(
        new EntryId(ssn, 1),
        1,
        Entry.Kind.REQUEST,
        0,
        0,
        1,
        "c",
        number,
        "put",
        Payload.of(payload));
  }

  /** A row. */
  private static String log(Entry... entries) {
    return "INSERT INTO UND_LOG VALUES (%d, %d, 0, %d, X'%s', X'')"
        .formatted(
            entries[entries.length - 1].ssn(),
            entries[0].ssn(),
            Stream.of(entries).mapToInt(entry -> entry.payload().size()).sum(),
            HexFormat.of().formatHex(Wire.encodeEntries(List.of(entries))));
  }

  /** A row. */
  private static String answered(long number, String... bodies) {
    List<CopyRecord.OfRequest> requests = new ArrayList<>();
    for (String body : bodies) {
      long next = number + requests.size();
      requests.add(
          new CopyRecord.OfRequest("c", next, next + 1, 7, Response.result(Payload.of(body))));
    }
    long last = number + bodies.length - 1;
    return "INSERT INTO UND_MESSAGE VALUES ('c', %d, %d, %d, %d, %d, X'%s', X'')"
        .formatted(
            last,
            number,
            last + 1,
            bodies.length,
            String.join("", bodies).length(),
            HexFormat.of().formatHex(Wire.encodeRequests(requests)));
  }

  @Test
  void shouldFindNothingWhenAllIsTheSameButWhatAnInstanceKnowsOfItself() throws SQLException {
    databases.compare(one, other);
    databases.compareObjects(one, Map.of("n", Json.parse("7"), "t", Json.parse("\"x\"")));

    assertThat(databases.checkOperationLog(other, answered())).isEqualTo(2);
    assertThat(databases.differences()).isEmpty();
    assertThat(databases.rows()).isEqualTo(9);
  }

  @Test
  void shouldFindNothingWhenEntriesAndRequestsShareOtherRows() throws SQLException {
    run(
        other,
        "DELETE FROM UND_LOG",
        log(Entry.epoch(1, 1, 0, 0)),
        log(request(2, 1, "0"), request(3, 2, "1")),
        "DELETE FROM UND_MESSAGE",
        answered(1, "a"),
        answered(2, "b"));

    databases.compare(one, other);
    databases.checkOperationLog(other, answered());

    assertThat(databases.differences()).isEmpty();
  }

  @Test
  void shouldRefuseARowThatHoldsSomethingElseThanItSays() throws SQLException {
    run(one, "UPDATE UND_MESSAGE SET FIRST_NUMBER = 2");

    assertThatThrownBy(() -> databases.compare(one, other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("FIRST_NUMBER of a row of UND_MESSAGE is 2, and it holds 1");
  }

  @Test
  void shouldNameTheRequestWhenItsResponseDiffers() throws SQLException {
    run(other, "DELETE FROM UND_MESSAGE", answered(1, "a", "x"));

    databases.compare(one, other);

    assertThat(databases.differences()).singleElement().asString().contains("number=2");
  }

  @Test
  void shouldNameTheRowWhenAGenerationNumberDiffers() throws SQLException {
    run(other, "UPDATE STORED_OBJECT SET GENERATION = 9 WHERE OBJECT_KEY = 't'");

    databases.compare(one, other);

    assertThat(databases.differences()).singleElement().asString().contains("GENERATION=9");
  }

  @Test
  void shouldNameTheRowWhenOneHasMoreEntriesOrAnotherPayload() throws SQLException {
    run(other, log(request(4, 3, "")));
    run(one, "DELETE FROM UND_LOG WHERE SSN = 3", log(request(3, 2, "2")));

    databases.compare(one, other);

    assertThat(databases.differences()).singleElement().asString().contains("id=3@1");
  }

  @Test
  void shouldNameObjectsWhenTheyAreNotAsTheyMustBe() throws SQLException {
    databases.compareObjects(one, Map.of("n", Json.parse("8"), "m", Json.parse("1")));

    assertThat(databases.differences())
        .anyMatch(said -> said.contains("object n is 7"))
        .anyMatch(said -> said.contains("object t is \"x\", must be null"))
        .anyMatch(said -> said.contains("object m is missing"))
        .hasSize(3);
  }

  @Test
  void shouldSayWhenARequestIsInTheOrderTwiceOrAPlaceIsLeftOut() throws SQLException {
    run(one, log(request(5, 2, "1")));

    databases.checkOperationLog(one, answered());

    assertThat(databases.differences())
        .anyMatch(said -> said.contains("goes on with SSN 5, not 4"))
        .anyMatch(said -> said.contains("c/2 is executed at SSN 5, and no answer says so"))
        .anyMatch(said -> said.contains("3 requests were executed, 2 answered"))
        .hasSize(3);
  }

  @Test
  void shouldSayWhenAnAnsweredRequestIsNotWhereItsAnswerSays() throws SQLException {
    AnsweredPlaces places = answered();
    assertThat(places.add(4, "c", 3)).isTrue();
    databases.checkOperationLog(one, places);
    assertThat(databases.differences())
        .containsExactly("from SSN 1 on 2 requests were executed, 3 answered");

    assertThat(places.add(3, "d", 2)).as("is free").isFalse();
    databases.checkOperationLog(one, places);
    assertThat(databases.differences()).contains("c/2 is executed at SSN 3, and no answer says so");
  }

  /** What the clients were told of all that is in the log. */
  private static AnsweredPlaces answered() {
    AnsweredPlaces places = new AnsweredPlaces();
    assertThat(places.add(2, "c", 1)).isTrue();
    assertThat(places.add(3, "c", 2)).isTrue();
    return places;
  }

  @Test
  void shouldNotAskForEntriesBeforeACopy() throws SQLException {
    // in whose first row an earlier entry stands
    run(other, "UPDATE UND_INSTANCE SET LOG_START = 2");
    databases.compare(one, other);
    assertThat(databases.checkOperationLog(other, answered())).isEqualTo(2);

    run(other, "UPDATE UND_INSTANCE SET LOG_START = 3");
    databases.compare(one, other);
    assertThat(databases.checkOperationLog(other, answered())).isEqualTo(1);

    assertThat(databases.differences()).isEmpty();
  }

  private static void run(Path database, String... sql) throws SQLException {
    String url = "jdbc:h2:file:" + database;
    try (Connection connection = DriverManager.getConnection(url, "understudy", "understudy");
        Statement statement = connection.createStatement()) {
      for (String each : sql) {
        statement.execute(each);
      }
    }
  }
}
