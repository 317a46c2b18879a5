package io.understudy.tables;

import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Payload;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of the operation log: a committed entry. */
@Entity
@Table(name = "UND_LOG")
public class LogRow {

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
