package io.understudy.wire;

import io.understudy.protocol.Response;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.protocol.message.ServerMessage.Answer;
import io.understudy.protocol.message.ServerMessage.Goodbye;
import io.understudy.protocol.message.ServerMessage.Instances;
import io.understudy.protocol.message.ServerMessage.Outcome;
import io.understudy.protocol.message.ServerMessage.Reason;
import io.understudy.protocol.message.ServerMessage.Responses;
import io.understudy.protocol.message.ServerMessage.Status;
import io.understudy.protocol.message.ServerMessage.Welcome;
import io.understudy.wire.Format.Envelope;
import java.util.ArrayList;
import java.util.List;

/** Messages from an instance to a client. */
final class ServerFormat {
  private static final Reason[] REASONS = Reason.values();

  private ServerFormat() {}

  static Envelope.Builder write(ServerMessage message) {
    Envelope.Builder envelope = Envelope.newBuilder();
    if (message instanceof Responses responses) {
      return envelope.setResponses(write(responses));
    }
    if (message instanceof Welcome welcome) {
      return envelope.setWelcome(
          Format.Welcome.newBuilder()
              .setAttempt(welcome.attempt())
              .setEpoch(welcome.epoch())
              .setHighest(welcome.highest())
              .setFloor(welcome.floor())
              .putAllInstances(welcome.instances()));
    }
    if (message instanceof Goodbye goodbye) {
      return envelope.setGoodbye(
          Format.Goodbye.newBuilder()
              .setAttempt(goodbye.attempt())
              .setEpoch(goodbye.epoch())
              .setReasonValue(goodbye.reason().ordinal())
              .setPrimary(goodbye.primary())
              .putAllInstances(goodbye.instances()));
    }
    if (message instanceof Instances told) {
      return envelope.setInstances(
          Format.Instances.newBuilder()
              .setAttempt(told.attempt())
              .setEpoch(told.epoch())
              .putAllInstances(told.instances()));
    }
    if (message instanceof Outcome outcome) {
      return envelope.setOutcome(
          Format.Outcome.newBuilder().setDone(outcome.done()).setText(outcome.text()));
    }
    Status status = (Status) message;
    return envelope.setStatus(Format.Status.newBuilder().putAllValues(status.values()));
  }

  private static Format.Responses write(Responses responses) {
    Format.Responses.Builder written =
        Format.Responses.newBuilder().setAttempt(responses.attempt()).setEpoch(responses.epoch());
    for (Answer answer : responses.answers()) {
      written.addAnswers(
          Format.Answer.newBuilder()
              .setNumber(answer.number())
              .setSsn(answer.ssn())
              .setRefused(answer.refused())
              .setCode(answer.response().code())
              .setBody(Common.write(answer.response().body())));
    }
    return written.build();
  }

  static ServerMessage read(Envelope envelope) {
    switch (envelope.getBodyCase()) {
      case WELCOME:
        Format.Welcome welcome = envelope.getWelcome();
        return new Welcome(
            welcome.getAttempt(),
            Common.notNegative("epoch", welcome.getEpoch()),
            Common.notNegative("highest number", welcome.getHighest()),
            Common.notNegative("floor", welcome.getFloor()),
            welcome.getInstancesMap());
      case RESPONSES:
        return read(envelope.getResponses());
      case GOODBYE:
        Format.Goodbye goodbye = envelope.getGoodbye();
        return new Goodbye(
            goodbye.getAttempt(),
            Common.notNegative("epoch", goodbye.getEpoch()),
            reason(goodbye.getReasonValue()),
            goodbye.getPrimary(),
            goodbye.getInstancesMap());
      case INSTANCES:
        Format.Instances told = envelope.getInstances();
        return new Instances(
            told.getAttempt(),
            Common.notNegative("epoch", told.getEpoch()),
            told.getInstancesMap());
      case STATUS:
        return new Status(envelope.getStatus().getValuesMap());
      case OUTCOME:
        return new Outcome(envelope.getOutcome().getDone(), envelope.getOutcome().getText());
      default:
        throw Wire.unexpected(envelope, "a message to a client");
    }
  }

  private static Responses read(Format.Responses responses) {
    List<Answer> read = new ArrayList<>(responses.getAnswersCount());
    for (Format.Answer answer : responses.getAnswersList()) {
      read.add(
          new Answer(
              answer.getNumber(),
              Common.notNegative("SSN", answer.getSsn()),
              answer.getRefused(),
              new Response(answer.getCode(), Common.read(answer.getBody()))));
    }
    return new Responses(
        responses.getAttempt(), Common.notNegative("epoch", responses.getEpoch()), read);
  }

  private static Reason reason(int value) {
    if (value < 0 || value >= REASONS.length) {
      throw new WireException("Malformed message: reason " + value + " is not known here.");
    }
    return REASONS[value];
  }
}
