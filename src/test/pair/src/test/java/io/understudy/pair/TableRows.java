package io.understudy.pair;

import io.understudy.torture.TableLines;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** All that a database of whatever product holds and another instance's must hold too. */
final class TableRows {
  /** What an instance knows of itself: its fence, its incarnation, where it stands. */
  private static final String OWN = "UND_INSTANCE";

  /** Each instance recycles its own, and has none from before a copy; by the column of the SSN. */
  private static final Map<String, String> LOGS =
      Map.of("UND_LOG", "SSN", "UND_REMOVAL", "GENERATION");

  private TableRows() {}

  /** SSN with which its operation log begins. */
  static long logStart(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet start = statement.executeQuery("SELECT LOG_START FROM " + OWN)) {
      start.next();
      return start.getLong(1);
    }
  }

  /**
   * What each table holds, as text, in one order.
   *
   * @param logFrom of logs, those from this SSN on
   */
  static Map<String, List<String>> read(Connection connection, long logFrom) throws SQLException {
    Map<String, List<String>> tables = new TreeMap<>();
    try (ResultSet found =
        connection
            .getMetaData()
            .getTables(
                connection.getCatalog(),
                connection.getSchema(),
                "%",
                new String[] {"TABLE", "BASE TABLE"})) {
      while (found.next()) {
        tables.put(found.getString("TABLE_NAME"), List.of());
      }
    }
    Map<String, List<String>> rows = new TreeMap<>();
    for (String table : tables.keySet()) {
      String name = table.toUpperCase(Locale.ROOT);
      if (!name.equals(OWN)) {
        String where =
            LOGS.containsKey(name) ? " WHERE %s >= %d".formatted(LOGS.get(name), logFrom) : "";
        rows.put(name, rows(connection, table, where, logFrom));
      }
    }
    return rows;
  }

  private static List<String> rows(Connection connection, String table, String where, long logFrom)
      throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet all = statement.executeQuery("SELECT * FROM \"" + table + "\"" + where)) {
      TableLines lines = new TableLines(table, all, logFrom);
      for (String line = lines.next(); line != null; line = lines.next()) {
        rows.add(line);
      }
    }
    rows.sort(null);
    return rows;
  }
}
