package io.understudy.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2DataSourceTest {
  @TempDir Path directory;
  private final H2DataSource source = new H2DataSource();

  /** H2 forgets what it was told when it closes, which it does with its last connection. */
  @Test
  void shouldKeepItsWriterAsleepWheneverTheDatabaseIsOpenedAgain() throws SQLException {
    source.setUrl("jdbc:h2:file:" + directory.resolve("database"));
    source.setUser("user");
    source.setPassword("secret");

    for (int times = 0; times < 2; times++) {
      try (Connection connection = source.getConnection()) {
        assertThat(setting(connection, "WRITE_DELAY")).isEqualTo("" + Integer.MAX_VALUE);
      }
    }
  }

  @Test
  void shouldNameTheUrlWhenItIsNotOneOfH2() {
    source.setUrl("jdbc:postgresql://127.0.0.1/store");
    source.setUser("user");
    source.setPassword("secret");

    assertThatThrownBy(source::getConnection)
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("jdbc:postgresql://127.0.0.1/store")
        .hasMessageNotContaining("secret");
  }

  private static String setting(Connection connection, String name) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = ?")) {
      query.setString(1, name);
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? rows.getString(1) : null;
      }
    }
  }
}
