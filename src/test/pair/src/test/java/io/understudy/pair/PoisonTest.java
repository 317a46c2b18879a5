package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.understudy.boot.server.BootException;
import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.Founding;
import io.understudy.boot.server.Installation;
import io.understudy.boot.server.InstanceSettings;
import io.understudy.boot.server.InstanceState;
import io.understudy.boot.server.ServiceState;
import io.understudy.client.Reply;
import io.understudy.client.UnderstudyClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service whose operations do harm to their server, and an operator. */
@Tag("long")
class PoisonTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path directory;
  private static Installation installation;
  private static BootServer boot;
  private UnderstudyClient client;

  @BeforeAll
  static void make() throws Exception {
    installation = PoisonedStore.make(directory.resolve("home"));
    boot = open();
  }

  private static BootServer open() {
    return BootServer.openOrFound(installation, directory.resolve("data"), Founding.pair());
  }

  @AfterAll
  static void end() {
    boot.undo();
    boot.down(line -> {});
    boot.close();
  }

  @BeforeEach
  void restore() {
    // an operation that takes 2 s is taken for one that never ends
    boot.up(
        Optional.of(InstanceSettings.of(Map.of("understudy.operation-ms", "2000"), "the test")),
        System.out::println);
    client =
        UnderstudyClient.builder("store").instances(boot.addresses().toArray(String[]::new)).open();
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void shouldStopTwoServersAndNoMoreWhenAnOperationNeverEnds() throws Exception {
    client.submit("put", put("before")).get(60, TimeUnit.SECONDS);
    String first = boot.state().serving().orElseThrow().place().name();

    CompletableFuture<Reply> reply = client.submit("put", put("poison:never-ends"));
    CompletableFuture<Reply> after = client.submit("put", put("after"));

    // the one leaves its office and says why, the other has nobody to leave it to
    InstanceState held = awaitSuspect("RUNNING");
    assertThat(held.place().name()).isNotEqualTo(first);
    assertThat(held.said("suspect.operation")).isEqualTo("put");
    InstanceState stopped = boot.state().instance(first);
    assertThat(stopped.role()).isEqualTo("stopped");
    assertThat(stopped.said("reason")).contains("put", "does not end");
    assertThat(reply).isNotDone();

    // of any other entry nothing is known that would be a reason
    long ssn = Long.parseLong(held.said("suspect.ssn"));
    assertThatThrownBy(() -> boot.reject(ssn - 1, List.of(first), line -> {}))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("is committed");

    // its process runs; started it may try again, once the other has got past the entry
    assertThat(boot.start(first, true, System.out::println)).isTrue();
    assertThat(boot.state().instance(first).role()).isEqualTo("joining");

    System.out.println(boot.reject(ssn, List.of(), System.out::println));

    assertRejected(reply, after);
  }

  @ParameterizedTest
  @ValueSource(strings = {"poison:kills", "poison:fills-memory"})
  void shouldNotExecuteItAgainWhenAnOperationHasKilledItsServerTwice(String poison)
      throws Exception {
    CompletableFuture<Reply> reply = client.submit("put", put(poison));
    CompletableFuture<Reply> after = client.submit("put", put("after"));
    await()
        .atMost(PATIENCE)
        .until(() -> boot.state().instances().stream().noneMatch(InstanceState::isRunning));

    // the operator starts what has ended, until it stays
    ServiceState state = boot.state();
    for (int i = 0; i < 4 && state.primary().filter(InstanceState::isHeldUp).isEmpty(); i++) {
      try {
        boot.up(Optional.empty(), System.out::println);
      } catch (BootException ended) {
        System.out.println(ended.getMessage().lines().findFirst().orElse(""));
        boot.close();
        boot = open();
      }
      state = boot.state();
    }
    InstanceState held = awaitSuspect("HELD");
    assertThat(held.said("suspect.failures")).isEqualTo("2");
    assertThat(held.said("suspect.operation")).isEqualTo("put");

    boot.reject(Long.parseLong(held.said("suspect.ssn")), List.of(), System.out::println);

    assertRejected(reply, after);
  }

  @Test
  void shouldBeNoAnswerWhenAnOperationOverflowsItsStack() throws Exception {
    CompletableFuture<Reply> reply = client.submit("put", put("poison:overflows"));
    CompletableFuture<Reply> after = client.submit("put", put("after"));

    InstanceState failing = awaitSuspect("FAILING");
    assertThat(reply).isNotDone();
    boot.reject(Long.parseLong(failing.said("suspect.ssn")), List.of(), System.out::println);

    assertRejected(reply, after);
  }

  /** The primary names an entry that it does not get past. */
  private static InstanceState awaitSuspect(String state) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> boot.state().primary().filter(each -> each.said("suspect").equals(state)),
            Optional::isPresent)
        .get();
  }

  /** The one was answered with an error, all others as ever, and both servers go on. */
  private static void assertRejected(CompletableFuture<Reply> reply, CompletableFuture<Reply> after)
      throws Exception {
    assertThat(reply.get(60, TimeUnit.SECONDS).code()).isEqualTo("REJECTED");
    assertThat(after.get(60, TimeUnit.SECONDS).code()).isEmpty();
    await()
        .atMost(PATIENCE)
        .until(() -> boot.state().suspecting().isEmpty() && !boot.state().isDegraded());
  }

  private static byte[] put(String key) {
    return "{\"key\":\"%s\",\"value\":1}".formatted(key).getBytes(StandardCharsets.UTF_8);
  }
}
