package io.understudy.tables;

import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * The first entry of an epoch. These rows are the history of epochs (R9): it is read while clients
 * wait for a new primary, and stays when the operation log is recycled or does not come with a
 * copy.
 */
@Entity
@Table(name = "UND_EPOCH")
public class EpochRow {

  @Id
  @Column(name = "SSN")
  private long ssn;

  @Column(name = "EPOCH", nullable = false)
  private long epoch;

  @Column(name = "PREVIOUS_EPOCH", nullable = false)
  private long previousEpoch;

  @Column(name = "DECIDED_AT", nullable = false)
  private long timestamp;

  protected EpochRow() {}

  EpochRow(Entry first) {
    ssn = first.ssn();
    epoch = first.epoch();
    previousEpoch = first.previousEpoch();
    timestamp = first.timestamp();
  }

  EntryId id() {
    return new EntryId(ssn, epoch);
  }

  Entry entry() {
    return Entry.epoch(ssn, epoch, previousEpoch, timestamp);
  }
}
