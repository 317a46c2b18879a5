package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.understudy.boot.server.BootException;
import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.Founding;
import io.understudy.boot.server.Installation;
import io.understudy.boot.server.InstanceState;
import io.understudy.boot.server.ServiceState;
import io.understudy.client.UnderstudyClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The arbiter's record by the operator's hand: restored after its loss, or with another primary.
 */
@Tag("long")
class RecordTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Much longer than whoever may take over waits. */
  private static final Duration SOME_LEASES = Duration.ofSeconds(5);

  @TempDir private Path directory;
  private Path data;
  private BootServer boot;

  @BeforeEach
  void open() {
    data = directory.resolve("data");
    boot = BootServer.openOrFound(Installation.located(), data, Founding.pair());
    boot.up(Optional.empty(), System.out::println);
  }

  @AfterEach
  void end() {
    boot.undo();
    boot.down(line -> {});
    boot.close();
  }

  @Test
  void shouldLoseNothingWhenTheRecordIsRestoredFromTheInstances() throws Exception {
    put("one", 1);

    // given an arbiter that has come back empty, while the pair works
    reopen();
    loseRecord();
    assertThatThrownBy(() -> boot.up(Optional.empty(), System.out::println))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("restore-record");
    reopen();
    put("two", 2);

    // when it is restored
    boot.restoreRecord(List.of(), System.out::println);

    // then all goes on as it was
    assertWhole();
    assertThat(get("one")).isEqualTo("1");
    assertThatThrownBy(() -> boot.restoreRecord(List.of(), System.out::println))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("nothing to restore");
    reopen();

    // given that all is lost at once but the disks of the two
    boot.kill("a");
    boot.kill("b");
    loseRecord();
    boot.restartArbiter(System.out::println);

    // when both are there again, and know of nobody who is the primary, then nobody makes itself
    // it: to be forced, too, takes a record
    for (String name : List.of("a", "b")) {
      assertThatThrownBy(() -> boot.force(name, true, System.out::println))
          .isInstanceOf(BootException.class)
          .hasMessageContaining("no record");
    }
    await().during(SOME_LEASES).atMost(PATIENCE).until(() -> !isServed());
    assertThat(boot.state().record()).isEmpty();
    assertThat(boot.state().down()).isEmpty();

    // until it is restored
    boot.restoreRecord(List.of(), System.out::println);

    assertWhole();
    assertThat(get("two")).isEqualTo("2");
    put("three", 3);
  }

  @Test
  void shouldTellAnOlderRecordAndRestoreIt() throws Exception {
    put("one", 1);
    Path backUp = directory.resolve("record");
    boot.killArbiter();
    copyAll(arbiterData(), backUp);
    boot.up(Optional.empty(), System.out::println);
    boot.switchOver(Optional.empty(), System.out::println);
    String primary = boot.state().serving().orElseThrow().place().name();
    put("two", 2);

    // given an arbiter that has come back as it was before the switchover
    reopen();
    loseRecord();
    copyAll(backUp, arbiterData());
    assertThatThrownBy(() -> boot.up(Optional.empty(), System.out::println))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("restore-record");
    reopen();
    assertThat(boot.state().instance(primary).said("record")).isNotEqualTo("-");
    put("three", 3);

    boot.restoreRecord(List.of(), System.out::println);

    assertWhole();
    assertThat(boot.state().serving().orElseThrow().place().name()).isEqualTo(primary);
    assertThat(get("two") + get("three")).isEqualTo("23");
  }

  @Test
  void shouldSayWhatMayBeLostBeforeAnInstanceIsForcedToBeThePrimary() throws Exception {
    put("kept", 1);
    String first = boot.state().serving().orElseThrow().place().name();
    String other = first.equals("a") ? "b" : "a";
    // what is only in the log of one that is no member any more goes with it (R9)
    await().atMost(PATIENCE).until(() -> isSynced(other));
    boot.kill(other);
    await().atMost(PATIENCE).until(() -> boot.state().record().orElseThrow().inSync().isEmpty());
    put("lost", 1);
    assertThatThrownBy(() -> boot.force(other, false, line -> {}))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("stop it first");
    boot.kill(first);

    assertThatThrownBy(() -> boot.force(other, false, line -> {}))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("--accept-loss");
    System.out.println(boot.force(other, true, System.out::println));

    // what the old one has beyond is given up, on all instances
    assertThat(get("kept")).isEqualTo("1");
    boot.up(Optional.empty(), System.out::println);
    assertWhole();
    assertThat(boot.state().serving().orElseThrow().place().name()).isEqualTo(other);
    assertThat(get("lost")).contains("no object");
  }

  private boolean isServed() {
    return boot.state().serving().isPresent();
  }

  private boolean isSynced(String name) {
    ServiceState state = boot.state();
    InstanceState instance = state.instance(name);
    return state.lag(instance).orElse(-1) == 0
        && instance.said("synced").equals(instance.said("committed"));
  }

  /** What runs goes on: one that fails ends only what it has started itself. */
  private void reopen() {
    boot.close();
    boot = BootServer.open(Installation.located(), data);
  }

  private Path arbiterData() {
    return data.resolve("arbiter").resolve("data");
  }

  /** The arbiter's process is killed, and its disk emptied. */
  private void loseRecord() throws Exception {
    boot.killArbiter();
    try (Stream<Path> files = Files.walk(arbiterData())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void copyAll(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  private void assertWhole() {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              ServiceState state = boot.state();
              return state.serving().isPresent() && !state.isDegraded();
            });
  }

  private void put(String key, int value) throws Exception {
    assertThat(call("put", "{\"key\":\"%s\",\"value\":%d}".formatted(key, value)))
        .isEqualTo("null");
  }

  private String get(String key) throws Exception {
    return call("get", "{\"key\":\"%s\"}".formatted(key));
  }

  private String call(String operation, String arguments) throws Exception {
    try (UnderstudyClient client =
        UnderstudyClient.builder("store")
            .instances(boot.addresses().toArray(String[]::new))
            .open()) {
      return client
          .submit(operation, arguments.getBytes(StandardCharsets.UTF_8))
          .get(60, TimeUnit.SECONDS)
          .text();
    }
  }
}
