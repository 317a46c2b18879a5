package io.understudy.protocol.message;

import java.util.Objects;

/**
 * One client's one connection to one instance. Of two connections with the same client id the newer
 * wins: within a session the one with the higher attempt, of two sessions the one that came later.
 *
 * @param clientId the client
 * @param session random number of the client library's life
 * @param attempt counts the connections of that session, from 1
 */
public record Connection(String clientId, long session, long attempt) {
  /** Longest client id, in UTF-16 units. */
  public static final int CLIENT_ID_LIMIT = 128;

  public Connection {
    Objects.requireNonNull(clientId, "clientId");
  }
}
