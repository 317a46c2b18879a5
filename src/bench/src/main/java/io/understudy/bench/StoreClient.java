package io.understudy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.client.Reply;
import io.understudy.client.UnderstudyClient;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The operations of the built-in store, sent by one client and counted. */
public final class StoreClient implements AutoCloseable {
  /** Longer than any failover: who waits so long for an answer will have none. */
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  /** What carries requests: the client library, or a test's own store. */
  interface Carrier extends AutoCloseable {
    CompletableFuture<Reply> submit(String operation, byte[] arguments);

    /** Requests sent again so far. */
    long resent();

    @Override
    void close();
  }

  private final Carrier carrier;
  private final Traffic.Stream stream;

  StoreClient(Carrier carrier, Traffic traffic) {
    this.carrier = carrier;
    stream = traffic.new Stream();
  }

  StoreClient(List<String> addresses, int maxOutstanding, Traffic traffic) {
    this(UUID.randomUUID().toString(), addresses, maxOutstanding, traffic);
  }

  /**
   * A client over the library.
   *
   * @param clientId its name in the service
   */
  public StoreClient(String clientId, List<String> addresses, int maxOutstanding, Traffic traffic) {
    this(library(clientId, addresses, maxOutstanding), traffic);
  }

  private static Carrier library(String clientId, List<String> addresses, int maxOutstanding) {
    UnderstudyClient client =
        UnderstudyClient.builder("store")
            .clientId(clientId)
            .instances(addresses.toArray(String[]::new))
            .maxOutstanding(maxOutstanding)
            .deadline(DEADLINE)
            .open();
    return new Carrier() {
      @Override
      public CompletableFuture<Reply> submit(String operation, byte[] arguments) {
        return client.submit(operation, arguments);
      }

      @Override
      public long resent() {
        return client.resent();
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }

  CompletableFuture<Reply> put(String key, JsonNode value) {
    ObjectNode arguments = key(key);
    arguments.set("value", value);
    return submit("put", arguments);
  }

  CompletableFuture<Reply> create(String key, JsonNode value) {
    ObjectNode arguments = key(key);
    arguments.set("value", value);
    return submit("create", arguments);
  }

  CompletableFuture<Reply> get(String key) {
    return submit("get", key(key));
  }

  CompletableFuture<Reply> delete(String key) {
    return submit("delete", key(key));
  }

  CompletableFuture<Reply> add(String key, long delta) {
    return submit("add", key(key).put("delta", delta));
  }

  CompletableFuture<Reply> transfer(String from, String to, long amount) {
    return submit("transfer", Json.object().put("from", from).put("to", to).put("amount", amount));
  }

  private static ObjectNode key(String key) {
    return Json.object().put("key", key);
  }

  /** Waits while as many are outstanding as the bound allows. */
  public CompletableFuture<Reply> submit(String operation, ObjectNode arguments) {
    return submit(operation, Json.bytes(arguments));
  }

  CompletableFuture<Reply> submit(String operation, byte[] arguments) {
    long submitted = stream.submitted();
    return carrier
        .submit(operation, arguments)
        .whenComplete((reply, failure) -> stream.ended(submitted, reply, failure));
  }

  /** Requests sent again so far. */
  public long resent() {
    return carrier.resent();
  }

  @Override
  public void close() {
    carrier.close();
  }
}
