package io.understudy.client;

import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.ServerMessage;
import java.time.Duration;

/** What an operator tells one instance to do. */
public final class OperatorWord {

  /**
   * What came of it.
   *
   * @param done whether it was done
   * @param text what is so now, or why it was not done
   */
  public record Outcome(boolean done, String text) {}

  private OperatorWord() {}

  /**
   * Makes another instance the primary, and waits until it is, or will not be.
   *
   * @param address HOST:PORT of the broker of the primary
   * @param to name of a backup in sync; empty for the one that is least behind
   * @throws UnreachableException if nobody answers in time: it may still come to pass
   */
  public static Outcome switchOver(String address, String service, String to, Duration timeout) {
    ServerMessage.Outcome outcome =
        new InstanceQuestion(address, service, timeout)
            .ask(replyTo -> new ClientMessage.Switchover(replyTo, to), ServerMessage.Outcome.class);
    return new Outcome(outcome.done(), outcome.text());
  }
}
