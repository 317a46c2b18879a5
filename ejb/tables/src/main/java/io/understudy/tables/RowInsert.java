package io.understudy.tables;

import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * Adds rows to a table in one round trip, in the transaction under way. They are never changed, so
 * there is nothing in them for JPA to keep track of, which takes as long again as the database
 * does.
 */
final class RowInsert {
  private RowInsert() {}

  /** A row that is added and never changed. */
  interface Row {
    /** Gives the statement that inserts it its values. */
    void bind(PreparedStatement insert) throws SQLException;
  }

  /**
   * @param sql the statement that inserts one
   * @throws IllegalStateException if the database refuses one, because it is there already for one
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
}
