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

  /**
   * First column of the key, as all that is read here is of a client. EclipseLink has the columns
   * in the order in which a hash map has the names of these two fields.
   */
  @Id
  @Column(name = "CLIENT_ID", length = Limits.CLIENT_ID)
  private String clientId;

  @Id
  @Column(name = "CLIENT_NUMBER")
  private long clientNumber;

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
    clientNumber = request.number();
    ssn = request.ssn();
    digest = Entry.digest(request.operation(), request.payload());
    code = response.code();
    body = response.body().bytes();
  }

  MessageRow(CopyRecord.OfRequest copied) {
    clientId = copied.clientId();
    clientNumber = copied.number();
    ssn = copied.ssn();
    digest = copied.digest();
    code = copied.response().code();
    body = copied.response().body().bytes();
  }

  @Override
  public void bind(PreparedStatement insert) throws SQLException {
    insert.setString(1, clientId);
    insert.setLong(2, clientNumber);
    insert.setLong(3, ssn);
    insert.setLong(4, digest);
    insert.setString(5, code);
    insert.setBytes(6, body);
  }

  CopyRecord.OfRequest copied() {
    return new CopyRecord.OfRequest(
        clientId, clientNumber, ssn, digest, new Response(code, Payload.of(body)));
  }

  String clientId() {
    return clientId;
  }

  long number() {
    return clientNumber;
  }

  StoredResponse stored() {
    return new StoredResponse(clientNumber, ssn, digest, new Response(code, Payload.of(body)));
  }
}
