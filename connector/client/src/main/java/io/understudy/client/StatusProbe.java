package io.understudy.client;

import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.ServerMessage;
import java.time.Duration;
import java.util.Map;

/** Asks one instance, whatever its role, how it is. */
public final class StatusProbe {
  private StatusProbe() {}

  /**
   * Asks and waits for the answer.
   *
   * @param address HOST:PORT of the instance's broker
   * @return name to value, such as role and epoch
   * @throws UnreachableException if nobody answers in time
   */
  public static Map<String, String> ask(String address, String service, Duration timeout) {
    return new InstanceQuestion(address, service, timeout)
        .ask(ClientMessage.StatusQuery::new, ServerMessage.Status.class)
        .values();
  }
}
