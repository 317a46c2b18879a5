package io.understudy.tables;

import io.understudy.endpoint.WrongDatabaseException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is in a database that an instance is to have: its own tables, or nothing. Whose instance's
 * the tables are is told by {@link InstanceRow}.
 */
final class DatabaseContents {
  private static final String[] KINDS = {
    "TABLE", "BASE TABLE", "PARTITIONED TABLE", "VIEW", "MATERIALIZED VIEW", "FOREIGN TABLE"
  };
  private static final String INSTANCE = "UND_INSTANCE";

  private final Connection connection;
  private final Set<String> own;

  /**
   * @param own names of the tables of the persistence unit, in capitals
   */
  DatabaseContents(Connection connection, Set<String> own) {
    this.connection = connection;
    this.own = own;
  }

  /**
   * @throws WrongDatabaseException if it holds something and belongs to no instance
   */
  void refuseOthers() throws SQLException {
    List<String> present = tables();
    if (present.stream().anyMatch(table -> isNamed(table, INSTANCE) && hasRows(table))) {
      return;
    }
    Set<String> foreign = new TreeSet<>();
    for (String table : present) {
      // Tables of its own without a row are what a start that was interrupted left.
      if (!own.contains(table.toUpperCase(Locale.ROOT)) || hasRows(table)) {
        foreign.add(table);
      }
    }
    if (!foreign.isEmpty()) {
      throw new WrongDatabaseException(
          "The database is not empty and belongs to no instance: it holds "
              + String.join(", ", foreign)
              + ". Nothing was changed. Give the instance an empty database.");
    }
  }

  private static boolean isNamed(String table, String name) {
    return table.equalsIgnoreCase(name);
  }

  private List<String> tables() throws SQLException {
    Set<String> tables = new TreeSet<>();
    try (ResultSet found =
        connection
            .getMetaData()
            .getTables(connection.getCatalog(), connection.getSchema(), "%", KINDS)) {
      while (found.next()) {
        tables.add(found.getString("TABLE_NAME"));
      }
    }
    return List.copyOf(tables);
  }

  private boolean hasRows(String table) {
    String sql = "SELECT 1 FROM \"" + table.replace("\"", "\"\"") + "\" LIMIT 1";
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next();
    } catch (SQLException e) {
      throw new WrongDatabaseException(
          "The table " + table + " in the database cannot be read: " + e.getMessage());
    }
  }
}
