package io.understudy.boot.server;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Waits until servers that were started are ready, and finds out why when one will not be. That
 * Micro says it is ready means nothing: it says so after a failed deployment too. Only an
 * instance's own answer counts.
 */
final class Readiness {
  private static final Duration LIMIT = Duration.ofSeconds(120);

  /** How long an instance may be silent after Micro called itself ready. */
  private static final Duration SILENCE = Duration.ofSeconds(15);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private final Survey survey;
  private final List<String> archives;
  private final Progress progress;
  private final Instant begun = Instant.now();
  private final Map<String, Instant> calledReady = new HashMap<>();
  private final Map<String, String> said = new HashMap<>();

  /**
   * @param archives names of what each server deploys
   */
  Readiness(Survey survey, List<String> archives, Progress progress) {
    this.survey = survey;
    this.archives = archives;
    this.progress = progress;
  }

  /**
   * Returns when each of these instances is the primary and serves, or is a backup in sync.
   *
   * @throws BootException if one died, was not deployed, or is not ready in time
   */
  void await(List<Server> servers) {
    while (true) {
      ServiceState state = survey.look();
      boolean settled = true;
      for (Server server : servers) {
        InstanceState instance = state.instance(server.place().name());
        tell(instance, state);
        if (!state.isSettled(instance)) {
          settled = false;
          requireHope(server, instance);
        }
      }
      if (settled) {
        return;
      }
      requireTime(state, servers);
      Pause.of(BETWEEN_LOOKS);
    }
  }

  private void tell(InstanceState instance, ServiceState state) {
    String name = instance.place().name();
    String line =
        instance.answer().isEmpty()
            ? "starting"
            : instance.isServing()
                ? "primary, epoch " + instance.said("epoch")
                : instance.role() + (state.isInSync(instance) ? ", in sync" : "");
    if (!line.equals(said.put(name, line))) {
      progress.say("%-10s%s (%s)".formatted(name, line, seconds()));
    }
  }

  private String seconds() {
    return "%.1f s".formatted(Duration.between(begun, Instant.now()).toMillis() / 1000.0);
  }

  private void requireHope(Server server, InstanceState instance) {
    ServerLog log = new ServerLog(server.process().log());
    if (!instance.isRunning()) {
      throw failure(server, "has ended", log);
    }
    if (instance.role().equals("stopped")) {
      throw failure(server, "takes no part any more", log);
    }
    if (instance.answer().isPresent()) {
      calledReady.remove(server.place().name());
    } else if (log.saysReady()) {
      requireDeployed(server, log);
      Instant since = calledReady.computeIfAbsent(server.place().name(), name -> Instant.now());
      if (Instant.now().isAfter(since.plus(SILENCE))) {
        throw failure(server, "does not answer on " + server.place().address(), log);
      }
    }
  }

  private void requireDeployed(Server server, ServerLog log) {
    for (String archive : archives) {
      if (!log.saysDeployed(archive)) {
        throw failure(server, "could not deploy " + archive, log);
      }
    }
  }

  private void requireTime(ServiceState state, List<Server> servers) {
    if (Instant.now().isBefore(begun.plus(LIMIT))) {
      return;
    }
    if (!state.arbiterAnswers()) {
      throw new BootException("The arbiter at " + state.service().arbiter() + " does not answer.");
    }
    Server late =
        servers.stream()
            .filter(server -> !state.isSettled(state.instance(server.place().name())))
            .findFirst()
            .orElseThrow();
    InstanceState instance = state.instance(late.place().name());
    throw failure(
        late,
        "is not ready after %d s (%s)".formatted(LIMIT.toSeconds(), instance.role()),
        new ServerLog(late.process().log()));
  }

  private static BootException failure(Server server, String what, ServerLog log) {
    return new BootException(
        "Instance %s %s. Its log %s says:%n%s"
            .formatted(server.place().name(), what, server.process().log(), log.cause()));
  }
}
