package io.understudy.tables;

import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.List;

/**
 * Adds rows to a table in one round trip, in the transaction under way. There is nothing in them
 * for JPA to keep track of, which takes as long again as the database does.
 */
final class RowInsert {
  /** SQLSTATE of a key that is there already. */
  private static final String DUPLICATE = "23505";

  private RowInsert() {}

  /** A row that is added past JPA. */
  interface Row {
    /** Gives the statement that inserts it its values. */
    void bind(PreparedStatement insert) throws SQLException;
  }

  /**
   * @param sql the statement that inserts one
   * @throws IllegalStateException if the database refuses one
   */
  static void insert(EntityManager entities, String sql, List<? extends Row> rows) {
    if (rows.isEmpty()) {
      return;
    }
    Connection connection = entities.unwrap(Connection.class);
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (Row row : rows) {
        row.bind(insert);
        insert.addBatch();
      }
      insert.executeBatch();
    } catch (SQLException e) {
      throw new IllegalStateException("The database refuses the rows: " + sql, e);
    }
  }

  /**
   * Refuses what is there already under another key, on a database that may tear commits. A key
   * tells of such rows only where they share it with those that are written now, and entries are
   * grouped otherwise when they are executed again, or come at another SSN where they were not
   * stable.
   *
   * @param sql finds such a row, with the values for its parameters
   * @throws IllegalStateException if there is one, because of an exception as for a key that is
   *     there twice
   */
  static void requireNone(EntityManager entities, String sql, Object... values) {
    if (!Database.ownMayTearCommits()) {
      return;
    }
    Connection connection = entities.unwrap(Connection.class);
    try (PreparedStatement look = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        look.setObject(i + 1, values[i]);
      }
      try (ResultSet found = look.executeQuery()) {
        if (found.next()) {
          throw new SQLIntegrityConstraintViolationException(
              "There is such a row already, with " + List.of(values), DUPLICATE);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("The database refuses the rows: " + sql, e);
    }
  }
}
