package io.understudy.tables;

/** Names a request: what the client gave it. Fields, since JPA wants an id class so. */
public class MessageKey {
  private String clientId;
  private long clientNumber;

  protected MessageKey() {}

  public MessageKey(String clientId, long clientNumber) {
    this.clientId = clientId;
    this.clientNumber = clientNumber;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MessageKey that
        && clientNumber == that.clientNumber
        && clientId.equals(that.clientId);
  }

  @Override
  public int hashCode() {
    return clientId.hashCode() * 31 + Long.hashCode(clientNumber);
  }
}
