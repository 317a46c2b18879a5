package io.understudy.protocol.client;

import io.understudy.protocol.Payload;
import io.understudy.protocol.message.ClientMessage.Request;
import io.understudy.protocol.message.ServerMessage.Answer;

/** A request, or a recall, that has no outcome yet. It gets its number when it is first sent. */
final class Pending {
  private final String operation;
  private final Payload payload;
  private final long deadline;
  private final Outcome outcome;
  private long number;
  private boolean done;

  private Pending(long number, String operation, Payload payload, long deadline, Outcome outcome) {
    this.number = number;
    this.operation = operation;
    this.payload = payload;
    this.deadline = deadline;
    this.outcome = outcome;
  }

  static Pending request(String operation, Payload payload, long deadline, Outcome outcome) {
    return new Pending(0, operation, payload, deadline, outcome);
  }

  static Pending recall(long number, long deadline, Outcome outcome) {
    return new Pending(number, "", Payload.EMPTY, deadline, outcome);
  }

  long number() {
    return number;
  }

  void numberWith(long given) {
    if (number != 0) {
      throw new IllegalStateException("Request " + number + " keeps its number.");
    }
    number = given;
  }

  int size() {
    return payload.size();
  }

  long deadline() {
    return deadline;
  }

  boolean isDone() {
    return done;
  }

  Request request() {
    return new Request(number, operation, payload);
  }

  void answer(Answer answer, long epoch) {
    done = true;
    outcome.answered(answer, epoch);
  }

  void fail(Failure.Kind kind) {
    done = true;
    outcome.failed(new Failure(kind, number));
  }
}
