package io.understudy.protocol.client;

import io.understudy.protocol.message.ClientMessage;

/**
 * What a {@link ClientSession} wants done. None of these may call back into the session before it
 * returns. At most one connection is wanted at a time: events of an earlier one are not to be given
 * to the session any more.
 */
public interface ClientActions {

  /**
   * Connects to the broker at this address: answered by {@link ClientSession#onConnected} or {@link
   * ClientSession#onDisconnected}.
   */
  void connect(String address);

  /** Drops the connection, or the attempt to get one; nothing is answered. */
  void disconnect();

  /**
   * As {@link #disconnect}, but if the instance has answered until a moment ago the connection may
   * be kept in reserve, since it may be turned to again.
   */
  default void setAside() {
    disconnect();
  }

  /** Sends on the connection; what cannot be sent is dropped. */
  void send(ClientMessage message);
}
