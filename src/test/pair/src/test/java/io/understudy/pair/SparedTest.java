package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.boot.server.Founding;
import io.understudy.boot.server.InstanceSettings;
import io.understudy.boot.server.InstanceState;
import io.understudy.client.Reply;
import io.understudy.client.UnderstudyClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several servers, and an operation that ends whichever executes it, at once. */
@Tag("long")
class SparedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;

  /**
   * @param failures as many servers as it may end; there is one more
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldNotTryItOnTheLastServerWhenItHasEndedAsManyAsItMay(int failures) throws Exception {
    Founding founding = new Founding(Optional.of(failures), Optional.empty());
    InstanceSettings settings =
        InstanceSettings.of(
            Map.of("understudy.max-failures", Integer.toString(failures)), "the test");
    try (Pair service =
        new Pair(
            PoisonedStore.make(directory.resolve("home")), directory.resolve("data"), founding)) {
      service.boot().up(Optional.of(settings), System.out::println);
      try (UnderstudyClient client =
          UnderstudyClient.builder("store").instances(service.addresses()).open()) {
        client.submit("put", put("before")).get(60, TimeUnit.SECONDS);

        CompletableFuture<Reply> reply = client.submit("put", put("poison:kills"));
        CompletableFuture<Reply> after = client.submit("put", put("after"));

        // the others have tried it; the last knows that, and not what it was
        InstanceState last = awaitSuspect(service, "UNKNOWN");
        assertThat(running(service)).containsExactly(last.place().name());
        assertThat(last.said("suspect.waits-for").split(",")).hasSize(failures);
        assertThat(reply).isNotDone();
        OptionalLong pid = last.pid();

        // the operator starts them, and they say it
        service.restore();
        InstanceState held = awaitSuspect(service, "HELD");
        assertThat(held.place().name()).isEqualTo(last.place().name());
        assertThat(held.said("suspect.operation")).isEqualTo("put");
        assertThat(held.said("suspect.failures")).isEqualTo(Integer.toString(failures));
        System.out.println(
            service
                .boot()
                .reject(Long.parseLong(held.said("suspect.ssn")), List.of(), System.out::println));

        assertThat(reply.get(60, TimeUnit.SECONDS).code()).isEqualTo("REJECTED");
        assertThat(after.get(60, TimeUnit.SECONDS).code()).isEmpty();
        await()
            .atMost(PATIENCE)
            .until(() -> service.state().suspecting().isEmpty() && !service.state().isDegraded());
        assertThat(service.state().instance(last.place().name()).pid()).isEqualTo(pid);
      }
    }
  }

  private static InstanceState awaitSuspect(Pair service, String state) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> service.state().primary().filter(each -> each.said("suspect").equals(state)),
            Optional::isPresent)
        .get();
  }

  private static List<String> running(Pair service) {
    return service.state().instances().stream()
        .filter(InstanceState::isRunning)
        .map(each -> each.place().name())
        .toList();
  }

  private static byte[] put(String key) {
    return "{\"key\":\"%s\",\"value\":1}".formatted(key).getBytes(StandardCharsets.UTF_8);
  }
}
