package io.understudy.torture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.client.Reply;

/**
 * A request that was answered, as its client saw it.
 *
 * @param client its client
 * @param operation of the object store
 * @param arguments of the operation
 * @param called when it was submitted, in nanoseconds of the one clock of all clients
 * @param returned when the answer was there
 * @param reply the answer
 */
record Call(
    String client,
    String operation,
    ObjectNode arguments,
    long called,
    long returned,
    Reply reply) {

  /** Whether it has a place in the order of the service. */
  boolean isMutation() {
    return reply.ssn() > 0;
  }

  long ssn() {
    return reply.ssn();
  }

  /** Whether it was over before the other began. */
  boolean precedes(Call other) {
    return returned < other.called;
  }

  @Override
  public String toString() {
    String answer = reply.isError() ? reply.code() : reply.text();
    return "%s/%d %s%s = %s (SSN %d)"
        .formatted(client, reply.number(), operation, arguments, answer, reply.ssn());
  }
}
