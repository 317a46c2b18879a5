package io.understudy.client;

import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.wire.Addresses;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A question to one instance, whatever its role, and the wait for the answer.
 *
 * @param address HOST:PORT of the instance's broker
 * @param service name of the service
 * @param timeout how long to wait
 */
record InstanceQuestion(String address, String service, Duration timeout) {

  /**
   * Asks and waits.
   *
   * @param question made for the address of the asker's own queue
   * @param expected what the answer is
   * @throws UnreachableException if nobody answers in time
   */
  <T extends ServerMessage> T ask(Function<String, ClientMessage> question, Class<T> expected) {
    HostAndPort broker = HostAndPort.parse(address);
    Addresses queues = new Addresses(service);
    CompletableFuture<T> answer = new CompletableFuture<>();
    int millis = (int) Math.min(Math.max(timeout.toMillis(), 1), Integer.MAX_VALUE);
    try (BrokerConnection connection =
        new BrokerConnection(
            broker,
            queues,
            queues.status(),
            BrokerConnection.NO_WINDOW,
            millis,
            message -> {
              if (expected.isInstance(message)) {
                answer.complete(expected.cast(message));
              }
            },
            () -> answer.completeExceptionally(new IllegalStateException("connection lost")))) {
      connection.send(question.apply(connection.replyTo()));
      return answer.get(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw unreachable(stopped);
    } catch (Exception failed) {
      throw unreachable(failed);
    }
  }

  private UnreachableException unreachable(Exception cause) {
    return new UnreachableException("No instance answers at " + address + ": " + cause, cause);
  }
}
