package io.understudy.container.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.client.RefusedException;
import io.understudy.client.Reply;
import io.understudy.client.UnderstudyClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client of the object store over the client library. */
final class StoreClient implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final UnderstudyClient client;

  StoreClient() {
    this(UUID.randomUUID().toString());
  }

  StoreClient(String clientId) {
    this(clientId, 1024);
  }

  StoreClient(String clientId, int maxOutstanding) {
    client =
        UnderstudyClient.builder(ServiceSetUp.SERVICE)
            .instances(ServiceSetUp.address())
            .clientId(clientId)
            .maxOutstanding(maxOutstanding)
            .open();
  }

  UnderstudyClient library() {
    return client;
  }

  CompletableFuture<Reply> submit(String operation, String json) {
    return client.submit(operation, json.getBytes(StandardCharsets.UTF_8));
  }

  static <T> T await(CompletableFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  Reply call(String operation, String json) throws Exception {
    return await(submit(operation, json));
  }

  /** The result of a request that succeeds. */
  String result(String operation, String json) throws Exception {
    Reply reply = call(operation, json);
    assertThat(reply.isError()).as(reply.code() + " " + reply.text()).isFalse();
    return reply.text();
  }

  /** Code of the error or the refusal that a request is answered with, which comes with a text. */
  String codeOf(String operation, String json) throws Exception {
    try {
      Reply reply = call(operation, json);
      assertThat(reply.text()).isNotBlank();
      return reply.code();
    } catch (ExecutionException failed) {
      RefusedException refused = (RefusedException) failed.getCause();
      assertThat(refused).hasMessageMatching("(?s).+: .+");
      return refused.code();
    }
  }

  /** What all objects come to, and these one by one. */
  String state(List<String> keys) throws Exception {
    StringBuilder state = new StringBuilder(result("sum", "{}"));
    for (String key : keys) {
      state.append(' ').append(result("get", key(key)));
    }
    return state.toString();
  }

  static String key(String key) {
    return "{\"key\":\"" + key + "\"}";
  }

  static String value(String key, String value) {
    return "{\"key\":\"" + key + "\",\"value\":" + value + "}";
  }

  static String add(String key, long delta) {
    return "{\"key\":\"" + key + "\",\"delta\":" + delta + "}";
  }

  static String transfer(String from, String to, Object amount) {
    return "{\"from\":\"%s\",\"to\":\"%s\",\"amount\":%s}".formatted(from, to, amount);
  }

  @Override
  public void close() {
    client.close();
  }
}
