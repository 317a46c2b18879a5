package io.understudy.client;

import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.wire.Addresses;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

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
    HostAndPort broker = HostAndPort.parse(address);
    Addresses queues = new Addresses(service);
    CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();
    int millis = (int) Math.min(Math.max(timeout.toMillis(), 1), Integer.MAX_VALUE);
    try (BrokerConnection connection =
        new BrokerConnection(
            broker,
            queues,
            queues.status(),
            millis,
            message -> {
              if (message instanceof ServerMessage.Status status) {
                answer.complete(status.values());
              }
            },
            () -> answer.completeExceptionally(new IllegalStateException("connection lost")))) {
      connection.send(new ClientMessage.StatusQuery(connection.replyTo()));
      return answer.get(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw unreachable(address, stopped);
    } catch (Exception failed) {
      throw unreachable(address, failed);
    }
  }

  private static UnreachableException unreachable(String address, Exception cause) {
    return new UnreachableException("No instance answers at " + address + ": " + cause, cause);
  }
}
