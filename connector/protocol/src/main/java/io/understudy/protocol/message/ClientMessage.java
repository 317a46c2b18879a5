package io.understudy.protocol.message;

import io.understudy.protocol.Payload;
import java.util.List;

/** From a client to an instance. */
public sealed interface ClientMessage {

  /**
   * Opens a connection; nothing else is taken on it before it is answered by {@link
   * ServerMessage.Welcome}.
   *
   * @param connection the connection it opens
   * @param replyTo address of the client's own queue for answers
   */
  record Hello(Connection connection, String replyTo) implements ClientMessage {}

  /**
   * Requests, in the client's order.
   *
   * @param connection the connection they come on
   * @param ordinal counts these messages on the connection, from 1: a missing one breaks it
   * @param answered the client has the answers of all its requests up to this number
   * @param requests the requests
   */
  record Requests(Connection connection, long ordinal, long answered, List<Request> requests)
      implements ClientMessage {
    public Requests {
      requests = List.copyOf(requests);
    }
  }

  /**
   * One request (FIG. 3B).
   *
   * @param number the client's ascending sequence number, from 1; gaps are allowed
   * @param operation name of the operation
   * @param payload its arguments
   */
  record Request(long number, String operation, Payload payload) {}

  /** Asks for the answer stored for a number; answered like a resend, but executes nothing. */
  record Recall(Connection connection, long number) implements ClientMessage {}

  /**
   * Closes a connection.
   *
   * @param connection the connection it closes
   * @param answered the client has the answers of all its requests up to this number; 0 if it does
   *     not say
   */
  record Bye(Connection connection, long answered) implements ClientMessage {}

  /**
   * Asks any instance, whatever its role, how it is.
   *
   * @param replyTo address of the asker's own queue
   */
  record StatusQuery(String replyTo) implements ClientMessage {}

  /**
   * An operator's word to the primary: another instance is to be it. Answered by {@link
   * ServerMessage.Outcome} when that is so, or will not be.
   *
   * @param replyTo address of the operator's own queue
   * @param to name of a backup in sync; empty for the one that is least behind
   */
  record Switchover(String replyTo, String to) implements ClientMessage {}

  /**
   * An operator's word to the primary: an entry that it does not get past is to be answered with an
   * error, on every instance. Answered by {@link ServerMessage.Outcome} when the record says so, or
   * will not.
   *
   * @param replyTo address of the operator's own queue
   * @param ssn of the entry
   * @param without instances whose word that they have not committed it is not waited for
   */
  record Reject(String replyTo, long ssn, List<String> without) implements ClientMessage {
    public Reject {
      without = List.copyOf(without);
    }
  }
}
