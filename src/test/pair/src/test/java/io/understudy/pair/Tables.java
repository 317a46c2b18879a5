package io.understudy.pair;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.h2.util.StringUtils;

/** All that the database of a stopped instance holds and its twin must hold too. */
final class Tables {
  /** What an instance knows of itself: its fence, its incarnation, where it stands. */
  private static final String OWN = "UND_INSTANCE";

  private Tables() {}

  /** The rows of each table, as text and in one order. */
  static Map<String, List<String>> read(Path database) throws SQLException {
    Map<String, List<String>> tables = new TreeMap<>();
    String url = "jdbc:h2:file:" + database + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r";
    try (Connection connection = DriverManager.getConnection(url, "understudy", "understudy")) {
      for (String table : names(connection)) {
        tables.put(table, rows(connection, table));
      }
    }
    return tables;
  }

  private static List<String> names(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet tables =
        connection
            .getMetaData()
            .getTables(null, "PUBLIC", "%", new String[] {"TABLE", "BASE TABLE"})) {
      while (tables.next()) {
        String name = tables.getString("TABLE_NAME");
        if (!name.equals(OWN)) {
          names.add(name);
        }
      }
    }
    return names;
  }

  private static List<String> rows(Connection connection, String table) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet all = statement.executeQuery("SELECT * FROM \"" + table + "\"")) {
      int columns = all.getMetaData().getColumnCount();
      while (all.next()) {
        StringBuilder row = new StringBuilder();
        for (int column = 1; column <= columns; column++) {
          row.append(all.getMetaData().getColumnName(column)).append('=');
          Object value = all.getObject(column);
          row.append(
              value instanceof byte[] bytes ? StringUtils.convertBytesToHex(bytes) : text(value));
          row.append(' ');
        }
        rows.add(row.toString());
      }
    }
    rows.sort(null);
    return rows;
  }

  private static String text(Object value) throws SQLException {
    if (value instanceof java.sql.Clob clob) {
      return clob.getSubString(1, (int) clob.length());
    }
    if (value instanceof java.sql.Blob blob) {
      return StringUtils.convertBytesToHex(blob.getBytes(1, (int) blob.length()));
    }
    return String.valueOf(value);
  }
}
