package io.understudy.client;

import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.ServerMessage;
import java.time.Duration;
import java.util.List;

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

  /**
   * Has an entry that the primary does not get past answered with an error, on every instance, and
   * waits until the record says so, or will not.
   *
   * @param address HOST:PORT of the broker of the primary
   * @param ssn of the entry
   * @param without instances whose word that they have not committed it is not waited for: what
   *     they have answered may be lost
   * @throws UnreachableException if nobody answers in time: it may still come to pass
   */
  public static Outcome reject(
      String address, String service, long ssn, List<String> without, Duration timeout) {
    ServerMessage.Outcome outcome =
        new InstanceQuestion(address, service, timeout)
            .ask(
                replyTo -> new ClientMessage.Reject(replyTo, ssn, without),
                ServerMessage.Outcome.class);
    return new Outcome(outcome.done(), outcome.text());
  }
}
