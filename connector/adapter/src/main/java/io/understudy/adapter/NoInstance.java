package io.understudy.adapter;

import io.understudy.adapter.OperatorLog.Notice;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.protocol.message.ServerMessage.Reason;
import io.understudy.wire.Wire;
import java.util.Map;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.ActiveMQException;

/**
 * Answers clients while no endpoint is active: the application is not there yet, or its deployment
 * failed.
 */
record NoInstance(
    InstanceConfiguration configuration, Broker broker, Counters counters, OperatorLog log)
    implements Intake.Target {

  private record Reply(String to, ServerMessage message) {}

  @Override
  public boolean hasRoom(Runnable whenRoom) {
    return true;
  }

  @Override
  public boolean hasRoomForWords(Runnable whenRoom) {
    return true;
  }

  @Override
  public void take(ClientMessage message, int bytes) {
    reply(message).ifPresent(this::send);
  }

  private Optional<Reply> reply(ClientMessage message) {
    if (message instanceof ClientMessage.StatusQuery query) {
      Map<String, String> values = new StatusReport(configuration, counters).values();
      values.put("role", "NONE");
      values.put("reason", "no application with the service is deployed");
      return Optional.of(new Reply(query.replyTo(), new ServerMessage.Status(values)));
    }
    if (message instanceof ClientMessage.Switchover word) {
      return Optional.of(refusal(word.replyTo()));
    }
    if (message instanceof ClientMessage.Reject word) {
      return Optional.of(refusal(word.replyTo()));
    }
    if (message instanceof ClientMessage.Hello hello) {
      long attempt = hello.connection().attempt();
      return Optional.of(
          new Reply(
              hello.replyTo(),
              new ServerMessage.Goodbye(attempt, 0, Reason.NOT_READY, "", Map.of())));
    }
    return Optional.empty();
  }

  private static Reply refusal(String replyTo) {
    String why = "No application with the service is deployed at this instance.";
    return new Reply(replyTo, new ServerMessage.Outcome(false, why));
  }

  private void send(Reply reply) {
    try {
      new LocalPost(broker, configuration.addresses())
          .reply(reply.to(), Wire.encode(reply.message()));
    } catch (ActiveMQException e) {
      log.notice(Notice.CLIENT_DROPPED, "No answer reaches a client: " + e);
    }
  }
}
