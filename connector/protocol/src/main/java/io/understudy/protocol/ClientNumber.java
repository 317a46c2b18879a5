package io.understudy.protocol;

import java.util.Objects;

/**
 * A request by its client and number: where a row of the message table is.
 *
 * @param clientId the client; empty before all
 * @param number the client's sequence number
 */
public record ClientNumber(String clientId, long number) {
  /** Before every row of the message table. */
  public static final ClientNumber NONE = new ClientNumber("", 0);

  public ClientNumber {
    Objects.requireNonNull(clientId, "clientId");
  }
}
