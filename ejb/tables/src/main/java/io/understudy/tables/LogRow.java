package io.understudy.tables;

import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Payload;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A row of the operation log: a committed entry. */
@Entity
@Table(name = "UND_LOG")
public class LogRow implements RowInsert.Row {
  static final String INSERT =
      "INSERT INTO UND_LOG (SSN, EPOCH, PREVIOUS_EPOCH, KIND, DECIDED_AT, SEED, SERVICE_VERSION,"
          + " CLIENT_ID, CLIENT_NUMBER, OPERATION, PAYLOAD) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  @Id
  @Column(name = "SSN")
  private long ssn;

  @Column(name = "EPOCH", nullable = false)
  private long epoch;

  @Column(name = "PREVIOUS_EPOCH", nullable = false)
  private long previousEpoch;

  /** Position of the {@link Entry.Kind}, which is append only. */
  @Column(name = "KIND", nullable = false)
  private int kind;

  @Column(name = "DECIDED_AT", nullable = false)
  private long timestamp;

  @Column(name = "SEED", nullable = false)
  private long seed;

  @Column(name = "SERVICE_VERSION", nullable = false)
  private int serviceVersion;

  @Column(name = "CLIENT_ID", nullable = false, length = Limits.CLIENT_ID)
  private String clientId;

  @Column(name = "CLIENT_NUMBER", nullable = false)
  private long number;

  @Column(name = "OPERATION", nullable = false, length = Limits.NAME)
  private String operation;

  @Column(name = "PAYLOAD", nullable = false, length = Limits.BODY)
  private byte[] payload;

  protected LogRow() {}

  LogRow(Entry entry) {
    ssn = entry.ssn();
    epoch = entry.epoch();
    previousEpoch = entry.previousEpoch();
    kind = entry.kind().ordinal();
    timestamp = entry.timestamp();
    seed = entry.seed();
    serviceVersion = entry.serviceVersion();
    clientId = entry.clientId();
    number = entry.number();
    operation = entry.operation();
    payload = entry.payload().bytes();
  }

  @Override
  public void bind(PreparedStatement insert) throws SQLException {
    insert.setLong(1, ssn);
    insert.setLong(2, epoch);
    insert.setLong(3, previousEpoch);
    insert.setInt(4, kind);
    insert.setLong(5, timestamp);
    insert.setLong(6, seed);
    insert.setInt(7, serviceVersion);
    insert.setString(8, clientId);
    insert.setLong(9, number);
    insert.setString(10, operation);
    insert.setBytes(11, payload);
  }

  Entry entry() {
    return new Entry(
        id(),
        previousEpoch,
        Entry.Kind.values()[kind],
        timestamp,
        seed,
        serviceVersion,
        clientId,
        number,
        operation,
        Payload.of(payload));
  }

  EntryId id() {
    return new EntryId(ssn, epoch);
  }
}
