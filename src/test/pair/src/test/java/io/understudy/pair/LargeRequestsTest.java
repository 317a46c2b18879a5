package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.boot.server.InstanceState;
import io.understudy.client.Reply;
import io.understudy.client.UnderstudyClient;
import io.understudy.torture.Databases;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests as large as they may be, more of them at a time than the servers' memory would hold. */
@Tag("long")
class LargeRequestsTest {
  private static final int CLIENTS = 4;
  private static final int OF_EACH = 100;

  /** With what else a request has, within the limit of 1 MiB. */
  private static final int LENGTH = 1_000_000;

  @TempDir private Path directory;

  @Test
  void shouldHoldTheClientsBackAndNotRunOutOfMemory() throws Exception {
    try (Pair pair = new Pair(directory)) {
      pair.restore();
      List<String> before = pids(pair);

      ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
      try {
        List<Future<?>> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
          String prefix = "large:" + client + ":";
          clients.add(threads.submit(() -> put(prefix, pair.addresses())));
        }
        for (Future<?> client : clients) {
          client.get();
        }
      } finally {
        threads.shutdownNow();
      }

      assertThat(pids(pair)).isEqualTo(before);
      pair.assertInSync(pair.other(pair.primary().place().name()));
      for (InstanceState instance : pair.state().instances()) {
        System.out.println(
            instance.place().name() + ": " + instance.rssKib().orElse(0) / 1024 + " MiB");
        assertThat(pair.boot().data().instance(instance.place().name()).resolve("server.log"))
            .content()
            .doesNotContain("OutOfMemoryError");
      }
      pair.awaitSameCommitted();
      pair.boot().down(System.out::println);
      Databases compared = new Databases().compare(pair.database("a"), pair.database("b"));
      assertThat(compared.differences()).isEmpty();
      assertThat(compared.rows()).isGreaterThanOrEqualTo(CLIENTS * OF_EACH);
    }
  }

  /** As fast as the client library lets it; every one is answered. */
  private static void put(String prefix, String[] addresses) {
    String text = "x".repeat(LENGTH);
    try (UnderstudyClient client = UnderstudyClient.builder("store").instances(addresses).open()) {
      List<CompletableFuture<Reply>> answers = new ArrayList<>();
      for (int i = 0; i < OF_EACH; i++) {
        String object = "{\"key\":\"%s\",\"value\":\"%s\"}".formatted(prefix + i % 10, text);
        answers.add(client.submit("put", object.getBytes(StandardCharsets.UTF_8)));
      }
      assertThat(answers).allMatch(answer -> !answer.join().isError());
    }
  }

  private static List<String> pids(Pair pair) {
    return pair.state().instances().stream().map(each -> each.pid().toString()).toList();
  }
}
