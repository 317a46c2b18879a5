package io.understudy.pair;

import static org.awaitility.Awaitility.await;

import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.Founding;
import io.understudy.boot.server.Installation;
import io.understudy.boot.server.InstanceState;
import io.understudy.boot.server.ServiceState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A primary and a backup, each a process of its own, with their arbiter. */
final class Pair implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final BootServer boot;

  Pair(Path directory) {
    this(directory, Founding.pair());
  }

  Pair(Path directory, Founding founding) {
    boot = BootServer.openOrFound(Installation.located(), directory, founding);
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

  @Override
  public void close() {
    boot.undo();
    boot.down(line -> {});
    boot.close();
  }
}
