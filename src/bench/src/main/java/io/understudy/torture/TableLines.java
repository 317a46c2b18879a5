package io.understudy.torture;

import io.understudy.protocol.Entry;
import io.understudy.protocol.copy.CopyRecord;
import io.understudy.wire.Wire;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.List;
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

  /**
   * The next line, or null.
   *
   * @throws IllegalStateException if a row says something else of what it holds than it holds
   */
  public String next() throws SQLException {
    while (lines.isEmpty() && rows.next()) {
      read();
    }
    return lines.poll();
  }

  private void read() throws SQLException {
    switch (table) {
      case "UND_LOG" -> readEntries();
      case "UND_MESSAGE" -> readRequests();
      default -> lines.add(row());
    }
  }

  private void readEntries() throws SQLException {
    List<Entry> entries = Wire.decodeEntries(rows.getBytes("ENTRIES"));
    byte[] payload = rows.getBytes("PAYLOAD");
    long bytes = entries.stream().mapToLong(entry -> entry.payload().size()).sum();
    Entry last = entries.get(entries.size() - 1);
    require("FIRST_SSN", entries.get(0).ssn());
    require("SSN", last.ssn());
    require("DECIDED_AT", last.timestamp());
    require("PAYLOAD_BYTES", bytes + payload.length);
    for (Entry entry : entries) {
      if (entry.ssn() >= logFrom) {
        lines.add(entry + " " + text(entry.payload().bytes()) + " PAYLOAD=" + text(payload));
      }
    }
  }

  private void readRequests() throws SQLException {
    List<CopyRecord.OfRequest> requests =
        Wire.decodeRequests(rows.getString("CLIENT_ID"), rows.getBytes("ANSWERED"));
    byte[] body = rows.getBytes("BODY");
    long bytes = requests.stream().mapToLong(each -> each.response().body().size()).sum();
    CopyRecord.OfRequest last = requests.get(requests.size() - 1);
    require("FIRST_NUMBER", requests.get(0).number());
    require("CLIENT_NUMBER", last.number());
    require("SSN", last.ssn());
    require("REQUESTS", requests.size());
    require("BODY_BYTES", bytes + body.length);
    for (CopyRecord.OfRequest request : requests) {
      lines.add(request + " " + text(request.response().body().bytes()) + " BODY=" + text(body));
    }
  }

  /** A column that says what is in the row. */
  private void require(String column, long held) throws SQLException {
    if (rows.getLong(column) != held) {
      throw new IllegalStateException(
          "%s of a row of %s is %d, and it holds %d: %s"
              .formatted(column, table, rows.getLong(column), held, row()));
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
