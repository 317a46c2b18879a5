package io.understudy.tables;

import io.understudy.endpoint.StoredResponse;
import io.understudy.protocol.Entry;
import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import io.understudy.protocol.copy.CopyRecord;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A row of the message table: a request and its response, the same for ever (FIG. 3C, 4A). */
@Entity
@Table(name = "UND_MESSAGE")
@IdClass(MessageKey.class)
public class MessageRow implements RowInsert.Row {
  static final String INSERT =
      "INSERT INTO UND_MESSAGE (CLIENT_ID, CLIENT_NUMBER, SSN, DIGEST, CODE, BODY)"
          + " VALUES (?, ?, ?, ?, ?, ?)";

  @Id
  @Column(name = "CLIENT_ID", length = Limits.CLIENT_ID)
  private String clientId;

  @Id
  @Column(name = "CLIENT_NUMBER")
  private long number;

  @Column(name = "SSN", nullable = false)
  private long ssn;

  @Column(name = "DIGEST", nullable = false)
  private long digest;

  @Column(name = "CODE", nullable = false, length = Limits.NAME)
  private String code;

  @Column(name = "BODY", nullable = false, length = Limits.BODY)
  private byte[] body;

  protected MessageRow() {}

  MessageRow(Entry request, Response response) {
    clientId = request.clientId();
    number = request.number();
    ssn = request.ssn();
    digest = Entry.digest(request.operation(), request.payload());
    code = response.code();
    body = response.body().bytes();
  }

  MessageRow(CopyRecord.OfRequest copied) {
    clientId = copied.clientId();
    number = copied.number();
    ssn = copied.ssn();
    digest = copied.digest();
    code = copied.response().code();
    body = copied.response().body().bytes();
  }

  @Override
  public void bind(PreparedStatement insert) throws SQLException {
    insert.setString(1, clientId);
    insert.setLong(2, number);
    insert.setLong(3, ssn);
    insert.setLong(4, digest);
    insert.setString(5, code);
    insert.setBytes(6, body);
  }

  CopyRecord.OfRequest copied() {
    return new CopyRecord.OfRequest(
        clientId, number, ssn, digest, new Response(code, Payload.of(body)));
  }

  String clientId() {
    return clientId;
  }

  long number() {
    return number;
  }

  StoredResponse stored() {
    return new StoredResponse(number, ssn, digest, new Response(code, Payload.of(body)));
  }
}
