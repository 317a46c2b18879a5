package io.understudy.tables;

import io.understudy.protocol.Payload;
import io.understudy.protocol.TableSize;
import io.understudy.protocol.copy.CopyRecord;
import io.understudy.wire.Wire;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of the message table: requests of a client that one transaction executed, and their
 * responses, the same for ever (FIG. 3C, 4A). One row for each would cost the database several
 * times as much.
 */
@Entity
@Table(name = "UND_MESSAGE")
@IdClass(MessageKey.class)
public class MessageRow implements RowInsert.Row {
  static final String INSERT =
      "INSERT INTO UND_MESSAGE"
          + " (CLIENT_ID, CLIENT_NUMBER, FIRST_NUMBER, SSN, REQUESTS, BODY_BYTES, ANSWERED, BODY)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

  /**
   * First column of the key, as all that is read here is of a client. EclipseLink has the columns
   * in the order in which a hash map has the names of these two fields.
   */
  @Id
  @Column(name = "CLIENT_ID", length = Limits.CLIENT_ID)
  private String clientId;

  /** Of the last of them: a row with at least some number is found along the key. */
  @Id
  @Column(name = "CLIENT_NUMBER")
  private long clientNumber;

  @Column(name = "FIRST_NUMBER", nullable = false)
  private long firstNumber;

  /** Of the last of them. */
  @Column(name = "SSN", nullable = false)
  private long ssn;

  /** How many they are. */
  @Column(name = "REQUESTS", nullable = false)
  private long requests;

  /** Bytes of all their responses' bodies. */
  @Column(name = "BODY_BYTES", nullable = false)
  private long bodyBytes;

  /** As {@link Wire} has them. */
  @Column(name = "ANSWERED", nullable = false, length = Limits.BODY)
  private byte[] answered;

  /** Of a single request with a long response, its body; else empty. */
  @Column(name = "BODY", nullable = false, length = Limits.BODY)
  private byte[] body;

  protected MessageRow() {}

  private MessageRow(List<CopyRecord.OfRequest> requests) {
    set(requests);
  }

  /**
   * The rows for requests.
   *
   * @param requests of one client, by ascending numbers
   */
  static List<MessageRow> of(List<CopyRecord.OfRequest> requests) {
    List<MessageRow> rows = new ArrayList<>();
    RowLimit.split(requests, CopyRecord.OfRequest::weight, part -> rows.add(new MessageRow(part)));
    return rows;
  }

  private void set(List<CopyRecord.OfRequest> ascending) {
    CopyRecord.OfRequest first = ascending.get(0);
    CopyRecord.OfRequest last = ascending.get(ascending.size() - 1);
    Payload firstBody = first.response().body();
    boolean isLong = RowLimit.isLong(firstBody);
    clientId = last.clientId();
    clientNumber = last.number();
    firstNumber = first.number();
    ssn = last.ssn();
    requests = ascending.size();
    bodyBytes = ascending.stream().mapToLong(each -> each.response().body().size()).sum();
    answered = Wire.encodeRequests(isLong ? List.of(first.with(Payload.EMPTY)) : ascending);
    body = isLong ? firstBody.bytes() : Payload.EMPTY.bytes();
  }

  @Override
  public void bind(PreparedStatement insert) throws SQLException {
    insert.setString(1, clientId);
    insert.setLong(2, clientNumber);
    insert.setLong(3, firstNumber);
    insert.setLong(4, ssn);
    insert.setLong(5, requests);
    insert.setLong(6, bodyBytes);
    insert.setBytes(7, answered);
    insert.setBytes(8, body);
  }

  String clientId() {
    return clientId;
  }

  /** Of the last of its requests. */
  long number() {
    return clientNumber;
  }

  long firstNumber() {
    return firstNumber;
  }

  /** By ascending numbers. */
  List<CopyRecord.OfRequest> requests() {
    List<CopyRecord.OfRequest> read = Wire.decodeRequests(clientId, answered);
    return body.length == 0 ? read : List.of(read.get(0).with(Payload.of(body)));
  }

  /**
   * Drops its requests up to a number (R8); its last one stays.
   *
   * @return what was dropped
   */
  TableSize drop(long upTo) {
    long rows = requests;
    long bytes = bodyBytes;
    set(requests().stream().filter(request -> request.number() > upTo).toList());
    return new TableSize(rows - requests, bytes - bodyBytes);
  }
}
