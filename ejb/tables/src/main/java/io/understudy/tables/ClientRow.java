package io.understudy.tables;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** What stays of a client for good: its id and the highest number forgotten (R8). */
@Entity
@Table(name = "UND_CLIENT")
public class ClientRow {

  @Id
  @Column(name = "CLIENT_ID", length = Limits.CLIENT_ID)
  private String clientId;

  @Column(name = "FLOOR_NUMBER", nullable = false)
  private long floor;

  protected ClientRow() {}

  ClientRow(String clientId, long floor) {
    this.clientId = clientId;
    this.floor = floor;
  }

  String clientId() {
    return clientId;
  }

  long floor() {
    return floor;
  }

  /** A floor only rises. */
  void raise(long to) {
    floor = Math.max(floor, to);
  }
}
