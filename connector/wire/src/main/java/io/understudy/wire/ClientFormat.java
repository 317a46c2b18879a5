package io.understudy.wire;

import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.ClientMessage.Bye;
import io.understudy.protocol.message.ClientMessage.Hello;
import io.understudy.protocol.message.ClientMessage.Recall;
import io.understudy.protocol.message.ClientMessage.Reject;
import io.understudy.protocol.message.ClientMessage.Request;
import io.understudy.protocol.message.ClientMessage.Requests;
import io.understudy.protocol.message.ClientMessage.StatusQuery;
import io.understudy.protocol.message.ClientMessage.Switchover;
import io.understudy.wire.Format.Envelope;
import java.util.ArrayList;
import java.util.List;

/** Messages from a client to an instance. */
final class ClientFormat {
  private ClientFormat() {}

  static Envelope.Builder write(ClientMessage message) {
    Envelope.Builder envelope = Envelope.newBuilder();
    if (message instanceof Requests requests) {
      return envelope.setRequests(write(requests));
    }
    if (message instanceof Hello hello) {
      return envelope.setHello(
          Format.Hello.newBuilder()
              .setConnection(Common.write(hello.connection()))
              .setReplyTo(hello.replyTo()));
    }
    if (message instanceof Recall recall) {
      return envelope.setRecall(
          Format.Recall.newBuilder()
              .setConnection(Common.write(recall.connection()))
              .setNumber(recall.number()));
    }
    if (message instanceof Bye bye) {
      return envelope.setBye(
          Format.Bye.newBuilder()
              .setConnection(Common.write(bye.connection()))
              .setAnswered(bye.answered()));
    }
    if (message instanceof Switchover switchover) {
      return envelope.setSwitchover(
          Format.Switchover.newBuilder().setReplyTo(switchover.replyTo()).setTo(switchover.to()));
    }
    if (message instanceof Reject reject) {
      return envelope.setReject(
          Format.Reject.newBuilder()
              .setReplyTo(reject.replyTo())
              .setSsn(reject.ssn())
              .addAllWithout(reject.without()));
    }
    StatusQuery query = (StatusQuery) message;
    return envelope.setStatusQuery(Format.StatusQuery.newBuilder().setReplyTo(query.replyTo()));
  }

  private static Format.Requests write(Requests requests) {
    Format.Requests.Builder written =
        Format.Requests.newBuilder()
            .setConnection(Common.write(requests.connection()))
            .setOrdinal(requests.ordinal())
            .setAnswered(requests.answered());
    for (Request request : requests.requests()) {
      written.addRequests(
          Format.Request.newBuilder()
              .setNumber(request.number())
              .setOperation(request.operation())
              .setPayload(Common.write(request.payload())));
    }
    return written.build();
  }

  static ClientMessage read(Envelope envelope) {
    switch (envelope.getBodyCase()) {
      case HELLO:
        Format.Hello hello = envelope.getHello();
        return new Hello(Common.read(hello.getConnection()), hello.getReplyTo());
      case REQUESTS:
        return read(envelope.getRequests());
      case RECALL:
        Format.Recall recall = envelope.getRecall();
        return new Recall(Common.read(recall.getConnection()), recall.getNumber());
      case BYE:
        Format.Bye bye = envelope.getBye();
        return new Bye(Common.read(bye.getConnection()), bye.getAnswered());
      case STATUS_QUERY:
        return new StatusQuery(envelope.getStatusQuery().getReplyTo());
      case SWITCHOVER:
        Format.Switchover switchover = envelope.getSwitchover();
        return new Switchover(switchover.getReplyTo(), switchover.getTo());
      case REJECT:
        Format.Reject reject = envelope.getReject();
        return new Reject(reject.getReplyTo(), reject.getSsn(), reject.getWithoutList());
      default:
        throw Wire.unexpected(envelope, "a message of a client");
    }
  }

  private static Requests read(Format.Requests requests) {
    List<Request> read = new ArrayList<>(requests.getRequestsCount());
    for (Format.Request request : requests.getRequestsList()) {
      read.add(
          new Request(
              request.getNumber(), request.getOperation(), Common.read(request.getPayload())));
    }
    return new Requests(
        Common.read(requests.getConnection()), requests.getOrdinal(), requests.getAnswered(), read);
  }
}
