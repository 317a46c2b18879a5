package io.understudy.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.understudy.endpoint.WrongDatabaseException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
  @TempDir Path directory;

  @Test
  void shouldNeverGiveAnEarlierResultAgainWhenH2IsPrepared() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:prepared")) {
      assertThat(reusesResults(connection)).isTrue();

      Database.of(connection).prepare(connection);

      assertThat(reusesResults(connection)).isFalse();
    }
  }

  /** Else it comes back with a part of a transaction if the process is killed then. */
  @Test
  void shouldNotWriteItsFileWhenATransactionIsUnderWay() throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:h2:file:" + directory.resolve("h2"));
        Statement statement = connection.createStatement()) {
      statement.execute("create table a (n int)");
      Database.of(connection).prepare(connection);
      write(connection);
      List<Long> before = written();

      connection.setAutoCommit(false);
      statement.execute("insert into a values (1)");

      await().during(3, TimeUnit.SECONDS).until(() -> written().equals(before));
      connection.commit();
      write(connection);
      assertThat(written()).isNotEqualTo(before);
    }
  }

  /** What the log is trimmed behind, and a fence, must outlast a loss of power (R9, R12). */
  @Test
  void shouldHaveOnTheDiskWhatWasCommittedWhenASyncHasEnded() throws Exception {
    SyncedFile.register();
    Path file = directory.resolve("h2");
    try (Connection connection = DriverManager.getConnection("jdbc:h2:synced:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("create table a (n int)");
      Database.of(connection).prepare(connection);

      for (int rows = 1; rows <= 3; rows++) {
        statement.execute("insert into a values (" + rows + ")");
        write(connection);
        assertThat(rowsIn(SyncedFile.copy(file))).isEqualTo(rows);
      }
    }
  }

  private static int rowsIn(Path file) throws SQLException {
    String url = "jdbc:h2:file:" + file + ";IFEXISTS=TRUE";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from a")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  /** At three quarters H2 does so itself, whoever rolls back, be it a query. */
  @Test
  void shouldWriteAheadWhenMuchIsUnsaved() throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:h2:file:" + directory.resolve("h2"));
        Statement statement = connection.createStatement()) {
      statement.execute("create table a (n int primary key, text varchar)");
      Database.of(connection).prepare(connection);
      write(connection);
      MVStore store = session(connection).getDatabase().getStore().getMvStore();
      int most = store.getAutoCommitMemory();
      for (int row = 0; 10L * store.getUnsavedMemory() < 4L * most; row++) {
        statement.execute("insert into a values (" + row + ", repeat('x', 1000))");
      }

      Database.of(connection).writeAhead(connection);
      assertThat(store.getUnsavedMemory()).isGreaterThan(most / 4);
      for (int row = -1; 10L * store.getUnsavedMemory() < 6L * most; row--) {
        statement.execute("insert into a values (" + row + ", repeat('x', 1000))");
      }
      Database.of(connection).writeAhead(connection);

      assertThat(store.getUnsavedMemory()).isLessThan(most / 4);
    }
  }

  /** H2 closes with its last connection, which a pool gives up after a while. */
  @Test
  void shouldWriteItsFileItselfAgainWhenTheFileWasClosedMeanwhile() throws Exception {
    String url = "jdbc:h2:file:" + directory.resolve("h2");
    try (Connection connection = DriverManager.getConnection(url)) {
      Database.of(connection).prepare(connection);
      assertThat(millisBetweenWrites(connection)).isEqualTo(Integer.MAX_VALUE);
    }
    try (Connection connection = DriverManager.getConnection(url)) {
      assertThat(millisBetweenWrites(connection)).isEqualTo(500);

      write(connection);

      assertThat(millisBetweenWrites(connection)).isEqualTo(Integer.MAX_VALUE);
    }
  }

  @Test
  void shouldRefuseAFileWhenAnotherH2OpensIt() {
    Connection other =
        (Connection)
            Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> null);

    assertThatThrownBy(() -> H2File.of(other))
        .isInstanceOf(WrongDatabaseException.class)
        .hasMessageContaining("Let the data source be io.understudy.web.H2DataSource");
  }

  private static void write(Connection connection) throws SQLException {
    Database.of(connection).beginSync(connection);
    Database.of(connection).endSync(connection);
  }

  private List<Long> written() throws IOException {
    Path file = directory.resolve("h2.mv.db");
    return List.of(Files.size(file), Files.getLastModifiedTime(file).toMillis());
  }

  private static boolean reusesResults(Connection connection) throws SQLException {
    return session(connection).getDatabase().getOptimizeReuseResults();
  }

  private static int millisBetweenWrites(Connection connection) throws SQLException {
    return session(connection).getDatabase().getWriteDelay();
  }

  private static SessionLocal session(Connection connection) throws SQLException {
    return (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
  }
}
