package io.understudy.tables;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.endpoint.WrongDatabaseException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

class StartCheckTest {
  private static final Set<String> OWN = Set.of("UND_INSTANCE", "UND_LOG", "STORED_OBJECT");

  @TempDir static Path directory;
  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void start() throws IOException {
    postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory.resolve("postgres"))
            .setServerConfig("listen_addresses", "127.0.0.1")
            .start();
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @Test
  void shouldTakeADatabaseWhenItIsEmptyOrAnInstances() throws SQLException {
    for (DataSource source : new DataSource[] {h2("own"), created("own", "ENCODING 'UTF8'")}) {
      assertThatCode(() -> StartCheck.check(source, OWN)).doesNotThrowAnyException();

      // what a start that was interrupted leaves
      run(source, "CREATE TABLE UND_LOG (SSN BIGINT)");
      assertThatCode(() -> StartCheck.check(source, OWN)).doesNotThrowAnyException();

      run(source, "CREATE TABLE UND_INSTANCE (ID INT)");
      run(source, "INSERT INTO UND_INSTANCE VALUES (1)");
      run(source, "INSERT INTO UND_LOG VALUES (1)");
      assertThatCode(() -> StartCheck.check(source, OWN)).doesNotThrowAnyException();
    }
  }

  @Test
  void shouldRefuseADatabaseWhenItHoldsTablesOfOthers() throws SQLException {
    for (DataSource source :
        new DataSource[] {h2("foreign"), created("others", "ENCODING 'UTF8'")}) {
      run(source, "CREATE TABLE INVOICE (ID INT)");
      run(source, "CREATE TABLE STORED_OBJECT (OBJECT_KEY VARCHAR(255))");
      run(source, "INSERT INTO STORED_OBJECT VALUES ('theirs')");

      assertThatThrownBy(() -> StartCheck.check(source, OWN))
          .isInstanceOf(WrongDatabaseException.class)
          .message()
          .containsIgnoringCase("invoice, stored_object")
          .contains("not empty", "Nothing was changed", "an empty database");
    }
  }

  @Test
  void shouldRefuseADatabaseWhenItLacksUnicode() throws SQLException {
    DataSource latin = created("latin", "ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");

    assertThatThrownBy(() -> StartCheck.check(latin, OWN))
        .isInstanceOf(WrongDatabaseException.class)
        .hasMessageContaining("latin has the encoding LATIN1")
        .hasMessageContaining("ENCODING 'UTF8'");
  }

  @Test
  void shouldSayWhyWhenTheDatabaseCannotBeOpened() throws Exception {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE USER teller PASSWORD 'right'");
      Files.writeString(
          directory.resolve("postgres/pg_hba.conf"),
          "host all teller 127.0.0.1/32 scram-sha-256\nhost all postgres 127.0.0.1/32 trust\n");
      statement.execute("SELECT pg_reload_conf()");
    }

    assertThatThrownBy(() -> StartCheck.check(source("postgres", "teller", "wrong", port()), OWN))
        .isInstanceOf(WrongDatabaseException.class)
        .hasMessageContaining("password authentication failed for user \"teller\"")
        .hasMessageContaining("understudy.database.url, user and password")
        .hasMessageNotContaining("wrong");
    assertThatThrownBy(() -> StartCheck.check(source("nowhere", "teller", "right", port()), OWN))
        .isInstanceOf(WrongDatabaseException.class)
        .hasMessageContaining("database \"nowhere\" does not exist");
    assertThatThrownBy(() -> StartCheck.check(source("postgres", "teller", "right", 1), OWN))
        .isInstanceOf(WrongDatabaseException.class)
        .hasMessageContaining("cannot be opened: Connection to 127.0.0.1:1 refused")
        .hasMessageContaining("Look whether it runs");
  }

  private static int port() {
    return postgres.getPort();
  }

  private static DataSource created(String name, String options) throws SQLException {
    run(
        source("postgres", "postgres", "", port()),
        "CREATE DATABASE " + name + " TEMPLATE template0 " + options);
    return source(name, "postgres", "", port());
  }

  private static DataSource source(String name, String user, String password, int port) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl("jdbc:postgresql://127.0.0.1:" + port + "/" + name);
    source.setUser(user);
    source.setPassword(password);
    return source;
  }

  private static DataSource h2(String name) {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
    return source;
  }

  private static void run(DataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
