package io.understudy.torture;

import io.understudy.wire.Wire;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Queue;
import java.util.TreeMap;

/**
 * What a table holds as text, a line for each row; of the operation log and of the message table, a
 * line for each entry and each request: which of them share a row is each instance's own affair.
 */
public final class TableLines {
  private final String table;
  private final ResultSet rows;
  private final long logFrom;
  private final Queue<String> lines = new ArrayDeque<>();

  /**
   * @param rows all columns
   * @param logFrom of the operation log only entries from this SSN on
   */
  public TableLines(String table, ResultSet rows, long logFrom) {
    this.table = table.toUpperCase(Locale.ROOT);
    this.rows = rows;
    this.logFrom = logFrom;
  }

  /** The next line, or null. */
  public String next() throws SQLException {
    while (lines.isEmpty() && rows.next()) {
      read();
    }
    return lines.poll();
  }

  private void read() throws SQLException {
    switch (table) {
      case "UND_LOG" -> {
        String payload = " PAYLOAD=" + text(rows.getBytes("PAYLOAD"));
        Wire.decodeEntries(rows.getBytes("ENTRIES")).stream()
            .filter(entry -> entry.ssn() >= logFrom)
            .forEach(entry -> lines.add(entry + " " + text(entry.payload().bytes()) + payload));
      }
      case "UND_MESSAGE" -> {
        String body = " BODY=" + text(rows.getBytes("BODY"));
        Wire.decodeRequests(rows.getString("CLIENT_ID"), rows.getBytes("ANSWERED"))
            .forEach(
                request ->
                    lines.add(request + " " + text(request.response().body().bytes()) + body));
      }
      default -> lines.add(row());
    }
  }

  private String row() throws SQLException {
    TreeMap<String, String> columns = new TreeMap<>();
    for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
      columns.put(
          rows.getMetaData().getColumnName(column).toUpperCase(Locale.ROOT),
          text(rows.getObject(column)));
    }
    return columns.toString();
  }

  private static String text(Object value) throws SQLException {
    if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    if (value instanceof Clob clob) {
      return clob.getSubString(1, (int) clob.length());
    }
    if (value instanceof Blob blob) {
      return HexFormat.of().formatHex(blob.getBytes(1, (int) blob.length()));
    }
    return String.valueOf(value);
  }

  private static String text(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
