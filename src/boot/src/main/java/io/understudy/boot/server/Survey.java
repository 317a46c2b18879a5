package io.understudy.boot.server;

import io.understudy.arbiter.Arbiter;
import io.understudy.arbiter.VersionedRecord;
import io.understudy.protocol.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Asks the arbiter and all instances of a service at once how they are. */
final class Survey implements AutoCloseable {
  private static final int ANSWER_MILLIS = 3_000;

  private final DataDirectory data;
  private final ChildProcess arbiterProcess;
  private final List<Server> servers;
  private final Arbiter arbiter;
  private final Probe probe;

  Survey(DataDirectory data, ChildProcess arbiterProcess, List<Server> servers) {
    this.data = data;
    this.arbiterProcess = arbiterProcess;
    this.servers = servers;
    probe = new Probe(data.service().service());
    arbiter = Arbiter.connect(data.service().arbiter(), data.service().service());
  }

  Arbiter arbiter() {
    return arbiter;
  }

  ServiceState look() {
    CompletableFuture<Optional<VersionedRecord>> asked =
        arbiter.read().orTimeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
    List<CompletableFuture<InstanceState>> instances = new ArrayList<>();
    for (Server server : servers) {
      instances.add(state(server));
    }
    boolean answers = true;
    Optional<Configuration> record = Optional.empty();
    try {
      record = asked.join().map(VersionedRecord::configuration);
    } catch (CompletionException away) {
      answers = false;
    }
    return new ServiceState(
        data.service(),
        pid(arbiterProcess),
        record,
        answers,
        instances.stream().map(CompletableFuture::join).toList());
  }

  private CompletableFuture<InstanceState> state(Server server) {
    OptionalLong pid = pid(server.process());
    OptionalLong rss = pid.isPresent() ? ResidentMemory.kib(pid.getAsLong()) : OptionalLong.empty();
    CompletableFuture<Optional<Map<String, String>>> answer =
        pid.isPresent()
            ? probe.ask(server.place().address())
            : CompletableFuture.completedFuture(Optional.empty());
    return answer.thenApply(said -> new InstanceState(server.place(), pid, rss, said));
  }

  private static OptionalLong pid(ChildProcess process) {
    return process
        .running()
        .map(running -> OptionalLong.of(running.pid()))
        .orElse(OptionalLong.empty());
  }

  @Override
  public void close() {
    arbiter.close();
    probe.close();
  }
}
