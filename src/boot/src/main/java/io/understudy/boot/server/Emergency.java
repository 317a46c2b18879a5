package io.understudy.boot.server;

import io.understudy.arbiter.Arbiter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What an operator does when the record, or all that it names, are lost. */
final class Emergency {
  private static final Duration STANDING_LIMIT = Duration.ofSeconds(60);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private final BootServer boot;
  private final Processes processes;
  private final Arbiter arbiter;
  private final Progress progress;

  Emergency(BootServer boot, Processes processes, Arbiter arbiter, Progress progress) {
    this.boot = boot;
    this.processes = processes;
    this.arbiter = arbiter;
    this.progress = progress;
  }

  /** See {@link BootServer#restoreRecord}. */
  String restoreRecord(List<String> without) {
    InstanceSettings settings = boot.settings();
    List<Server> asked =
        processes.servers().stream()
            .filter(server -> !without.contains(server.place().name()))
            .toList();
    asked.forEach(server -> startUnserved(server, settings));
    awaitStanding(asked);
    String done = repair().restore(without, boot.first(settings));
    progress.say(done);
    boot.awaitReady(asked, progress);
    return done;
  }

  /** See {@link BootServer#force}. */
  String force(Server forced, boolean acceptsLoss) {
    if (acceptsLoss) {
      startUnserved(forced, boot.settings());
      awaitStanding(List.of(forced));
    }
    String done = repair().force(forced.place().name(), acceptsLoss);
    boot.awaitReady(List.of(forced), progress);
    return done;
  }

  /** Starts it if it does not run, and returns at once: there may be nobody to serve yet. */
  private void startUnserved(Server server, InstanceSettings settings) {
    boot.endStopped(List.of(server), progress);
    if (!server.process().isRunning()) {
      processes.requireFreePorts(server);
      processes.start(server, settings);
      progress.say("%-10sis started".formatted(server.place().name()));
    }
  }

  private RecordRepair repair() {
    return new RecordRepair(boot.data().service(), arbiter, boot.state());
  }

  /** Until each has read its log, and says where it stands. */
  private void awaitStanding(List<Server> asked) {
    Instant until = Instant.now().plus(STANDING_LIMIT);
    while (Instant.now().isBefore(until)
        && asked.stream()
            .map(server -> boot.state().instance(server.place().name()))
            .anyMatch(instance -> RecordRepair.survivor(instance).isEmpty())) {
      Pause.of(BETWEEN_LOOKS);
    }
  }
}
