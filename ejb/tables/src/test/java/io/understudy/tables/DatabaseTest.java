package io.understudy.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.junit.jupiter.api.Test;

class DatabaseTest {

  @Test
  void shouldNeverGiveAnEarlierResultAgainWhenH2IsPrepared() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:prepared")) {
      assertThat(reusesResults(connection)).isTrue();

      Database.of(connection).prepare(connection);

      assertThat(reusesResults(connection)).isFalse();
    }
  }

  private static boolean reusesResults(Connection connection) throws SQLException {
    SessionLocal session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
    return session.getDatabase().getOptimizeReuseResults();
  }
}
