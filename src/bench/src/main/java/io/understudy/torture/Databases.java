package io.understudy.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.bench.Json;
import io.understudy.protocol.Entry;
import io.understudy.wire.Wire;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The databases of stopped instances, row by row: they must hold the same, and what is due. */
public final class Databases {
  /** What an instance knows of itself: its fence, its incarnation, where it stands. */
  private static final String OWN = "UND_INSTANCE";

  /**
   * Of which an instance may have less than another: it has no entries of what it got by a copy,
   * and each recycles its own. With the column that has the SSN.
   */
  private static final Map<String, String> LOGS =
      Map.of("UND_LOG", "SSN", "UND_REMOVAL", "GENERATION");

  private static final int MOST_DIFFERENCES = 20;

  private final List<String> differences = new ArrayList<>();
  private long rows;

  /** What differs, in sentences; the first ones only. */
  public List<String> differences() {
    return differences;
  }

  /** Rows compared; of the operation log and the message table, what is in them. */
  public long rows() {
    return rows;
  }

  /** Compares all tables of two instances, data objects and generation numbers among them. */
  public Databases compare(Path one, Path other) throws SQLException {
    try (Connection left = open(one);
        Connection right = open(other)) {
      Map<String, String> tables = tables(left);
      if (!tables.equals(tables(right))) {
        differ("tables are " + tables + " and " + tables(right));
        return this;
      }
      long from = Math.max(logStart(left), logStart(right));
      for (Map.Entry<String, String> table : tables.entrySet()) {
        String where =
            LOGS.containsKey(table.getKey())
                ? "WHERE %s >= %d".formatted(LOGS.get(table.getKey()), from)
                : "";
        String sql =
            "SELECT * FROM \"%s\" %s ORDER BY %s"
                .formatted(table.getKey(), where, table.getValue());
        try (Statement first = left.createStatement();
            Statement second = right.createStatement();
            ResultSet ofOne = first.executeQuery(sql);
            ResultSet ofOther = second.executeQuery(sql)) {
          compare(
              table.getKey(),
              new TableLines(table.getKey(), ofOne, from),
              new TableLines(table.getKey(), ofOther, from));
        }
      }
    }
    return this;
  }

  private static long logStart(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet start = statement.executeQuery("SELECT LOG_START FROM UND_INSTANCE")) {
      start.next();
      return start.getLong(1);
    }
  }

  private void compare(String table, TableLines one, TableLines other) throws SQLException {
    while (true) {
      String left = one.next();
      String right = other.next();
      if (left == null && right == null) {
        return;
      }
      rows++;
      if (!Objects.equals(left, right)) {
        differ(table + " has " + words(left) + " and " + words(right));
        return;
      }
    }
  }

  private static String words(String line) {
    return line == null ? "no more rows" : line;
  }

  /** Compares the objects of one instance with what they must be. */
  void compareObjects(Path database, Map<String, JsonNode> due) throws SQLException {
    Map<String, JsonNode> missing = new HashMap<>(due);
    try (Connection connection = open(database);
        Statement statement = connection.createStatement();
        ResultSet objects =
            statement.executeQuery(
                "SELECT OBJECT_KEY, VALUE_TEXT, VALUE_NUMBER FROM STORED_OBJECT")) {
      while (objects.next()) {
        String key = objects.getString(1);
        String text = objects.getString(3) == null ? objects.getString(2) : objects.getString(3);
        JsonNode must = missing.remove(key);
        rows++;
        if (!Json.parse(text).equals(must)) {
          differ("object " + key + " is " + text + ", must be " + must);
        }
      }
    }
    missing.forEach((key, value) -> differ("object " + key + " is missing, must be " + value));
  }

  /**
   * The order itself, as far back as this instance has it: no place left out, and every request in
   * it one that a client had an answer to, at the place that the answer named; and every answer
   * that names a place so far back is in it.
   *
   * @param answered places that the answers to mutations named, none of which is outstanding
   * @return requests in it
   */
  long checkOperationLog(Path database, AnsweredPlaces answered) throws SQLException {
    long requests = 0;
    long start;
    try (Connection connection = open(database);
        Statement statement = connection.createStatement()) {
      start = logStart(connection);
      long expected = start;
      ResultSet log =
          statement.executeQuery(
              "SELECT ENTRIES FROM UND_LOG WHERE SSN >= %d ORDER BY SSN".formatted(start));
      while (log.next()) {
        for (Entry entry : Wire.decodeEntries(log.getBytes(1))) {
          if (entry.ssn() >= start && entry.ssn() != expected) {
            differ("the operation log goes on with SSN " + entry.ssn() + ", not " + expected);
          }
          expected = entry.ssn() + 1;
          if (entry.ssn() >= start && entry.kind() == Entry.Kind.REQUEST) {
            requests++;
            if (!answered.has(entry.ssn(), entry.clientId(), entry.number())) {
              differ(
                  "%s/%d is executed at SSN %d, and no answer says so"
                      .formatted(entry.clientId(), entry.number(), entry.ssn()));
            }
          }
        }
      }
    }
    long due = answered.from(start);
    if (requests != due) {
      differ(
          "from SSN %d on %d requests were executed, %d answered".formatted(start, requests, due));
    }
    return requests;
  }

  private void differ(String sentence) {
    if (differences.size() < MOST_DIFFERENCES) {
      differences.add(sentence);
    }
  }

  private static Connection open(Path database) throws SQLException {
    String url =
        "jdbc:h2:file:%s;IFEXISTS=TRUE;ACCESS_MODE_DATA=r;LAZY_QUERY_EXECUTION=1"
            .formatted(database);
    return DriverManager.getConnection(url, "understudy", "understudy");
  }

  /** Names of the tables, and of the columns of their keys. */
  private static Map<String, String> tables(Connection connection) throws SQLException {
    Map<String, String> tables = new TreeMap<>();
    try (ResultSet found =
        connection
            .getMetaData()
            .getTables(null, "PUBLIC", "%", new String[] {"TABLE", "BASE TABLE"})) {
      while (found.next()) {
        String name = found.getString("TABLE_NAME");
        if (!name.equals(OWN)) {
          tables.put(name, key(connection, name));
        }
      }
    }
    return tables;
  }

  private static String key(Connection connection, String table) throws SQLException {
    Map<Integer, String> columns = new TreeMap<>();
    try (ResultSet key = connection.getMetaData().getPrimaryKeys(null, "PUBLIC", table)) {
      while (key.next()) {
        columns.put(key.getInt("KEY_SEQ"), "\"" + key.getString("COLUMN_NAME") + "\"");
      }
    }
    return String.join(", ", columns.values());
  }
}
