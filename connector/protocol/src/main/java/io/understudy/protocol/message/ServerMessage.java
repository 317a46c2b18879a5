package io.understudy.protocol.message;

import io.understudy.protocol.Response;
import java.util.List;
import java.util.Map;

/** From an instance to a client. */
public sealed interface ServerMessage {

  /**
   * The connection is open.
   *
   * @param attempt attempt of the connection it answers
   * @param epoch the primary's epoch
   * @param highest the client's highest number known to the service; 0 for none
   * @param floor at or below it the answers are forgotten (R8)
   * @param instances addresses by instance name, for later
   */
  record Welcome(long attempt, long epoch, long highest, long floor, Map<String, String> instances)
      implements ServerMessage {
    public Welcome {
      instances = Map.copyOf(instances);
    }
  }

  /** Answers, in any order. */
  record Responses(long attempt, long epoch, List<Answer> answers) implements ServerMessage {
    public Responses {
      answers = List.copyOf(answers);
    }
  }

  /**
   * One answer.
   *
   * @param number the request's
   * @param ssn the entry's; 0 where there is none: a query, or a refusal
   * @param refused whether the request was refused: it was not executed and has left no trace
   * @param response result or error
   */
  record Answer(long number, long ssn, boolean refused, Response response) {}

  /**
   * The connection is not, or no longer, open here.
   *
   * @param attempt attempt of the connection it answers
   * @param epoch highest epoch the instance has seen
   * @param reason why
   * @param primary name of the primary as far as is known, else empty
   * @param instances addresses by instance name
   */
  record Goodbye(
      long attempt, long epoch, Reason reason, String primary, Map<String, String> instances)
      implements ServerMessage {
    public Goodbye {
      instances = Map.copyOf(instances);
    }
  }

  /** Why a connection is not open. The order is part of the wire format: append only. */
  enum Reason {
    /** Another instance is the primary, or is asked to be. */
    NOT_PRIMARY,
    /** This instance may become or is becoming the primary: ask again, here or elsewhere. */
    NOT_READY,
    /** A message went missing, or the connection is not known (any more): open it again. */
    BROKEN,
    /** A newer connection with the same client id has taken its place: do not come back. */
    SUPERSEDED,
    /** As many clients are connected as the setting allows. */
    TOO_MANY_CLIENTS,
    /** The client id is empty, too long, or holds a NUL. */
    BAD_CLIENT_ID
  }

  /**
   * Instances have come, gone or moved since the connection was opened.
   *
   * @param attempt attempt of the connection
   * @param epoch the primary's epoch
   * @param instances addresses by instance name, in place of those told before
   */
  record Instances(long attempt, long epoch, Map<String, String> instances)
      implements ServerMessage {
    public Instances {
      instances = Map.copyOf(instances);
    }
  }

  /**
   * How an instance is.
   *
   * @param values name to value, as {@code status} shows them
   */
  record Status(Map<String, String> values) implements ServerMessage {
    public Status {
      values = Map.copyOf(values);
    }
  }

  /**
   * What came of an operator's word.
   *
   * @param done whether it was done
   * @param text what is so now, or why it was not done
   */
  record Outcome(boolean done, String text) implements ServerMessage {}
}
