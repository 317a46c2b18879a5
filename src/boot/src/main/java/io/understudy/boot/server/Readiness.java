package io.understudy.boot.server;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Waits until servers that were started are ready, and finds out why when one will not be. That
 * Micro says it is ready means nothing: it says so after a failed deployment too. Only an
 * instance's own answer counts.
 */
final class Readiness {
  /** How long nothing may move: no line in a log, no other state. A slow machine moves slowly. */
  private static final Duration STANDSTILL = Duration.ofSeconds(90);

  /** How long an instance may be without its service after Micro called itself ready. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private final Survey survey;
  private final List<String> archives;
  private final Progress progress;
  private final Instant begun = Instant.now();
  private Instant moved = begun;
  private final Map<String, String> seen = new HashMap<>();
  private final Map<String, Instant> calledReady = new HashMap<>();
  private final Consumer<Server> restart;
  private final Set<String> restarted = new HashSet<>();
  private final Map<String, String> said = new HashMap<>();

  /**
   * @param archives names of what each server deploys
   * @param restart ends a server and starts it
   */
  Readiness(Survey survey, List<String> archives, Consumer<Server> restart, Progress progress) {
    this.survey = survey;
    this.archives = archives;
    this.restart = restart;
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
      requireRecord(state);
      boolean settled = true;
      for (Server server : servers) {
        InstanceState instance = state.instance(server.place().name());
        tell(instance, state);
        notice(server, instance);
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
    String line = line(instance, state);
    if (instance.role().equals("no answer") && said.containsKey(name)) {
      return; // busy with its start, and not back at its beginning
    }
    if (!line.equals(said.put(name, line))) {
      progress.say("%-10s%s (%s)".formatted(name, line, seconds()));
    }
  }

  private static String line(InstanceState instance, ServiceState state) {
    if (instance.isServing()) {
      return "primary, epoch " + instance.said("epoch");
    }
    if (instance.role().equals("primary") && instance.isHeldUp()) {
      return "primary, does not get past entry " + instance.said("suspect.ssn");
    }
    if (instance.role().equals("primary") && instance.said("suspect").equals("UNKNOWN")) {
      return "primary, waits to hear what " + instance.said("suspect.waits-for") + " died of";
    }
    if (instance.isBelowMinimum()) {
      return "primary, waits for backups";
    }
    return switch (instance.role()) {
      case "no answer" -> "starting the server";
      case "none" -> "starting the service";
      case "starting" -> "reading its log and database";
      case "joining" -> "joining" + instance.copying().map(now -> ", copied " + now).orElse("");
      default -> instance.role() + (state.isInSync(instance) ? ", in sync" : "");
    };
  }

  private void notice(Server server, InstanceState instance) {
    String now =
        instance.role()
            + instance.said("committed")
            + instance.copying()
            + (instance.answer().isEmpty() ? server.process().log().toFile().length() : "");
    if (!now.equals(seen.put(server.place().name(), now))) {
      moved = Instant.now();
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
    if (instance.answer().isPresent() && !instance.role().equals("none")) {
      calledReady.remove(server.place().name());
    } else if (log.saysReady() && isRefused(log) && restarted.add(name(server))) {
      progress.say(
          "%-10sis started once more: its server has not found what the application names, maybe by chance"
              .formatted(name(server)));
      restart.accept(server);
    } else if (log.saysReady()) {
      requireDeployed(server, log);
      Instant since = calledReady.computeIfAbsent(server.place().name(), name -> Instant.now());
      if (Instant.now().isAfter(since.plus(SILENCE))) {
        throw failure(server, "does not serve on " + server.place().reachedAt(), log);
      }
    }
  }

  private boolean isRefused(ServerLog log) {
    return log.saysResourceMissing() && !archives.stream().allMatch(log::saysDeployed);
  }

  private static String name(Server server) {
    return server.place().name();
  }

  private void requireDeployed(Server server, ServerLog log) {
    for (String archive : archives) {
      if (!log.saysDeployed(archive)) {
        throw failure(server, "could not deploy " + archive, log);
      }
    }
  }

  private void requireTime(ServiceState state, List<Server> servers) {
    if (Instant.now().isBefore(moved.plus(STANDSTILL))) {
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
    BootException failure =
        failure(
            late,
            "is not ready (%s) and has not moved for %d s (what its threads are at is at the end of its log)"
                .formatted(instance.role(), STANDSTILL.toSeconds()),
            new ServerLog(late.process().log()));
    late.process().dumpThreads();
    throw failure;
  }

  private static void requireRecord(ServiceState state) {
    if (state.arbiterAnswers() && state.record().isEmpty()) {
      throw new BootException(
          "The arbiter at %s has no record of service %s: it was lost. Nobody makes itself the primary until it is restored from the instances: ./understudy restore-record"
              .formatted(state.service().arbiter(), state.service().service()));
    }
    state
        .findingRecordOlder()
        .ifPresent(
            finding -> {
              throw new BootException(
                  "The arbiter at %s has a record of service %s of epoch %d, and instance %s has seen epoch %s: the arbiter has come back as it was before. Nobody makes itself the primary until the record is restored from the instances: ./understudy restore-record"
                      .formatted(
                          state.service().arbiter(),
                          state.service().service(),
                          state.record().orElseThrow().epoch(),
                          finding.place().name(),
                          finding.said("epoch-seen")));
            });
  }

  private static BootException failure(Server server, String what, ServerLog log) {
    return new BootException(
        "Instance %s %s. Its log %s says:%n%s"
            .formatted(server.place().name(), what, server.process().log(), log.cause()));
  }
}
