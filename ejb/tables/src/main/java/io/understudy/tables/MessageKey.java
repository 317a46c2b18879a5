package io.understudy.tables;

/** Names a request: what the client gave it. Fields, since JPA wants an id class so. */
public class MessageKey {
  private String clientId;
  private long number;

  protected MessageKey() {}

  public MessageKey(String clientId, long number) {
    this.clientId = clientId;
    this.number = number;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MessageKey that
        && number == that.number
        && clientId.equals(that.clientId);
  }

  @Override
  public int hashCode() {
    return clientId.hashCode() * 31 + Long.hashCode(number);
  }
}
