package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.DataDirectory;
import io.understudy.boot.server.Founding;
import io.understudy.boot.server.Installation;
import io.understudy.boot.server.InstanceState;
import io.understudy.boot.server.ServiceState;
import io.understudy.client.Reply;
import io.understudy.client.UnderstudyClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A primary and a backup, each a process of its own, with their arbiter. */
final class Pair implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Of a log, when something is wrong. */
  private static final int LINES = 30;

  private final BootServer boot;

  Pair(Path directory) {
    this(directory, Founding.pair());
  }

  Pair(Path directory, Founding founding) {
    this(Installation.located(), directory, founding);
  }

  Pair(Installation installation, Path directory, Founding founding) {
    boot = BootServer.openOrFound(installation, directory, founding);
  }

  /** Starts what does not run and waits until both are in sync. */
  void restore() {
    boot.up(Optional.empty(), System.out::println);
  }

  BootServer boot() {
    return boot;
  }

  String[] addresses() {
    return boot.addresses().toArray(String[]::new);
  }

  ServiceState state() {
    return boot.state();
  }

  /** The primary that serves; waits for one. */
  InstanceState primary() {
    return await().atMost(PATIENCE).until(() -> state().serving(), Optional::isPresent).get();
  }

  /** The one that is not the primary. */
  String other(String name) {
    return name.equals("a") ? "b" : "a";
  }

  /** Waits until both have committed all that was ever given a place. */
  void awaitSameCommitted() {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              ServiceState state = state();
              return state.serving().isPresent()
                  && state.instances().stream()
                      .allMatch(instance -> state.lag(instance).orElse(-1) == 0);
            });
  }

  Path database(String name) {
    return boot.data().instance(name).resolve("database/understudy");
  }

  void assertInSync(String name) {
    ServiceState state = state();
    assertThat(state.isInSync(state.instance(name)))
        .as(() -> "Is %s in sync?%n%s".formatted(name, described(state)))
        .isTrue();
  }

  void assertServes(String name) {
    ServiceState state = state();
    assertThat(state.serving().map(primary -> primary.place().name()))
        .as(() -> "Does %s serve?%n%s".formatted(name, described(state)))
        .contains(name);
  }

  /** All that the arbiter and the instances say, and how their logs end. */
  private String described(ServiceState state) {
    StringBuilder all = new StringBuilder("arbiter: " + state.record());
    for (InstanceState instance : state.instances()) {
      String name = instance.place().name();
      all.append("%n%s: %s%n".formatted(name, instance.answer()));
      try {
        List<String> lines = Files.readAllLines(boot.data().instance(name).resolve("server.log"));
        lines
            .subList(Math.max(0, lines.size() - LINES), lines.size())
            .forEach(line -> all.append("  %s%n".formatted(line)));
      } catch (IOException unreadable) {
        all.append("  ").append(unreadable);
      }
    }
    return all.toString();
  }

  /** Since it was started last. */
  boolean wasCopiedTo(String name) throws IOException {
    Path log = boot.data().instance(name).resolve("server.log");
    return Files.readString(log).contains("A full copy from");
  }

  /** Stores so many objects, each of up to 400 characters. */
  void create(int first, int objects) {
    try (UnderstudyClient client =
        UnderstudyClient.builder("store").instances(addresses()).open()) {
      List<CompletableFuture<?>> created = new ArrayList<>();
      for (int i = first; i < first + objects; i++) {
        String object =
            "{\"key\":\"object %d\",\"value\":\"%s\"}".formatted(i, "x".repeat(i % 400));
        created.add(client.submit("create", object.getBytes(StandardCharsets.UTF_8)));
      }
      CompletableFuture.allOf(created.toArray(CompletableFuture[]::new)).join();
    }
  }

  /** All of them as they were created, read from the primary. */
  void assertHas(int first, int objects) {
    try (UnderstudyClient client =
        UnderstudyClient.builder("store").instances(addresses()).open()) {
      List<CompletableFuture<Reply>> read = new ArrayList<>();
      for (int i = first; i < first + objects; i++) {
        String key = "{\"key\":\"object %d\"}".formatted(i);
        read.add(client.submit("get", key.getBytes(StandardCharsets.UTF_8)));
      }
      for (int i = first; i < first + objects; i++) {
        assertThat(read.get(i - first).join().text())
            .as("object %d", i)
            .isEqualTo("\"" + "x".repeat(i % 400) + "\"");
      }
    }
  }

  /** SIGSTOP, SIGCONT: "-STOP", "-CONT". */
  void signal(String name, String signal) throws IOException, InterruptedException {
    String pid = Long.toString(boot.pid(name).orElseThrow());
    assertThat(new ProcessBuilder("kill", signal, pid).inheritIO().start().waitFor()).isZero();
  }

  /** One that does not run loses all it has. */
  void empty(String name) throws IOException {
    for (String part : List.of("log", "database")) {
      DataDirectory.deleteAll(boot.data().instance(name).resolve(part));
    }
  }

  @Override
  public void close() {
    boot.undo();
    boot.down(line -> {});
    boot.close();
  }
}
