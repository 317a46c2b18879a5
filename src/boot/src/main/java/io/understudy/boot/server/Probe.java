package io.understudy.boot.server;

import io.understudy.client.StatusProbe;
import io.understudy.client.UnreachableException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Asks instances how they are, several at a time. */
final class Probe implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final String service;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "probe");
            thread.setDaemon(true);
            return thread;
          });

  Probe(String service) {
    this.service = service;
  }

  /** Empty if it does not answer within 2 seconds. */
  CompletableFuture<Optional<Map<String, String>>> ask(String address) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return Optional.of(StatusProbe.ask(address, service, TIMEOUT));
          } catch (UnreachableException noAnswer) {
            return Optional.empty();
          }
        },
        threads);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
