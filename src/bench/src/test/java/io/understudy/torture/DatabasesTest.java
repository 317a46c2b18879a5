package io.understudy.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.bench.Json;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
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
          "CREATE TABLE UND_LOG (SSN BIGINT PRIMARY KEY, KIND INT, CLIENT_ID VARCHAR,"
              + " CLIENT_NUMBER BIGINT, PAYLOAD BLOB)",
          "CREATE TABLE UND_INSTANCE (ID INT PRIMARY KEY, NAME VARCHAR, LOG_START BIGINT)",
          "INSERT INTO UND_INSTANCE VALUES (1, '" + database.getFileName() + "', 1)",
          "INSERT INTO STORED_OBJECT VALUES ('n', NULL, 7, 2), ('t', '\"x\"', NULL, 3)",
          "INSERT INTO UND_LOG VALUES (1, 1, '', 0, X''), (2, 0, 'c', 1, X'00'),"
              + " (3, 0, 'c', 2, X'01')");
    }
  }

  @Test
  void shouldFindNothingWhenAllIsTheSameButWhatAnInstanceKnowsOfItself() throws SQLException {
    databases.compare(one, other);
    databases.compareObjects(one, Map.of("n", Json.parse("7"), "t", Json.parse("\"x\"")));
    databases.checkOperationLog(other, 2);

    assertThat(databases.differences()).isEmpty();
    assertThat(databases.rows()).isEqualTo(7);
  }

  @Test
  void shouldNameTheRowWhenAGenerationNumberDiffers() throws SQLException {
    run(other, "UPDATE STORED_OBJECT SET GENERATION = 9 WHERE OBJECT_KEY = 't'");

    databases.compare(one, other);

    assertThat(databases.differences()).singleElement().asString().contains("GENERATION=9");
  }

  @Test
  void shouldNameTheRowWhenOneHasMoreEntriesOrAnotherPayload() throws SQLException {
    run(other, "INSERT INTO UND_LOG VALUES (4, 0, 'c', 3, X'')");
    run(one, "UPDATE UND_LOG SET PAYLOAD = X'02' WHERE SSN = 2");

    databases.compare(one, other);

    assertThat(databases.differences()).singleElement().asString().contains("PAYLOAD=02");
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
    run(one, "INSERT INTO UND_LOG VALUES (5, 0, 'c', 2, X'01')");

    databases.checkOperationLog(one, 2);

    assertThat(databases.differences())
        .anyMatch(said -> said.contains("goes on with SSN 5, not 4"))
        .anyMatch(said -> said.contains("c/2 is executed behind 2"))
        .anyMatch(said -> said.contains("3 requests were executed, 2 answered"))
        .hasSize(3);
  }

  @Test
  void shouldNotAskForEntriesBeforeACopy() throws SQLException {
    run(other, "DELETE FROM UND_LOG WHERE SSN = 2", "UPDATE UND_INSTANCE SET LOG_START = 3");

    databases.compare(one, other);
    databases.checkOperationLog(other, 2);

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
