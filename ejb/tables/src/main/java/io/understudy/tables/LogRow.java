package io.understudy.tables;

import io.understudy.protocol.Entry;
import io.understudy.protocol.Payload;
import io.understudy.wire.Wire;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of the operation log: committed entries, one after another, of the same transaction. One
 * row for each would cost the database several times as much.
 */
@Entity
@Table(name = "UND_LOG")
public class LogRow implements RowInsert.Row {
  static final String INSERT =
      "INSERT INTO UND_LOG (SSN, FIRST_SSN, DECIDED_AT, PAYLOAD_BYTES, ENTRIES, PAYLOAD)"
          + " VALUES (?, ?, ?, ?, ?, ?)";

  /** SSN of the last of them: a row with at least some SSN is found along the key. */
  @Id
  @Column(name = "SSN")
  private long ssn;

  @Column(name = "FIRST_SSN", nullable = false)
  private long firstSsn;

  /** Timestamp of the last of them. */
  @Column(name = "DECIDED_AT", nullable = false)
  private long timestamp;

  /** Bytes of all their payloads. */
  @Column(name = "PAYLOAD_BYTES", nullable = false)
  private long payloadBytes;

  /** As {@link Wire} has them. */
  @Column(name = "ENTRIES", nullable = false, length = Limits.BODY)
  private byte[] entries;

  /** Of a single entry with a long payload, the payload; else empty. */
  @Column(name = "PAYLOAD", nullable = false, length = Limits.BODY)
  private byte[] payload;

  protected LogRow() {}

  private LogRow(List<Entry> entries) {
    set(entries);
  }

  /** The rows for consecutive entries. */
  static List<LogRow> of(List<Entry> entries) {
    List<LogRow> rows = new ArrayList<>();
    RowLimit.split(entries, Entry::weight, part -> rows.add(new LogRow(part)));
    return rows;
  }

  private void set(List<Entry> consecutive) {
    Entry first = consecutive.get(0);
    Entry last = consecutive.get(consecutive.size() - 1);
    boolean isLong = RowLimit.isLong(first.payload());
    ssn = last.ssn();
    firstSsn = first.ssn();
    timestamp = last.timestamp();
    payloadBytes = consecutive.stream().mapToLong(entry -> entry.payload().size()).sum();
    entries = Wire.encodeEntries(isLong ? List.of(first.with(Payload.EMPTY)) : consecutive);
    payload = isLong ? first.payload().bytes() : Payload.EMPTY.bytes();
  }

  @Override
  public void bind(PreparedStatement insert) throws SQLException {
    insert.setLong(1, ssn);
    insert.setLong(2, firstSsn);
    insert.setLong(3, timestamp);
    insert.setLong(4, payloadBytes);
    insert.setBytes(5, entries);
    insert.setBytes(6, payload);
  }

  long firstSsn() {
    return firstSsn;
  }

  List<Entry> entries() {
    List<Entry> read = Wire.decodeEntries(entries);
    return payload.length == 0 ? read : List.of(read.get(0).with(Payload.of(payload)));
  }

  /**
   * Drops its entries before an SSN; its last one stays.
   *
   * @return bytes of their payloads
   */
  long dropBefore(long kept) {
    long before = payloadBytes;
    set(entries().stream().filter(entry -> entry.ssn() >= kept).toList());
    return before - payloadBytes;
  }
}
