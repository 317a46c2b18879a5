package io.understudy.boot.server;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The end of an instance. The arbiter is told that it is removed; upon that the primary takes it
 * out of the in-sync set, under a new epoch. Only then it is stopped, so that nobody waits for it.
 */
final class Removal {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private final BootServer boot;
  private final Processes processes;
  private final String name;
  private final Optional<String> to;
  private final Progress progress;

  /**
   * @param to who is to be the primary instead of it
   */
  Removal(
      BootServer boot, Processes processes, String name, Optional<String> to, Progress progress) {
    this.boot = boot;
    this.processes = processes;
    this.name = name;
    this.to = to;
    this.progress = progress;
  }

  /** What is so now. */
  String remove() {
    DataDirectory data = boot.data();
    Server server = processes.server(name);
    ServiceFile after = data.service().without(name);
    requireOthers(after);
    ServiceState state = boot.state();
    if (!state.arbiterAnswers() || state.record().isEmpty()) {
      throw new BootException(
          "The arbiter at %s does not say who is in sync; nothing was changed. If the service does not run: ./understudy up"
              .formatted(data.service().arbiter()));
    }
    requireEnoughInSync(state.record().get());
    leaveOffice(state);
    takeOut(server.place());
    server.process().stop();
    data.write(data.service().without(name));
    processes.remove(server);
    return "%s is removed.%s Its data is still in %s%s: delete it when nobody needs it."
        .formatted(
            name,
            after.members() > 1 || !server.place().isMember()
                ? ""
                : " The service goes on without a backup.",
            data.instance(name),
            server.place().database() == null ? "" : " and in " + server.place().database());
  }

  private void requireOthers(ServiceFile after) {
    if (after.members() == 0) {
      throw new BootException(
          "%s is the last instance of the service%s; it cannot be removed. To stop all: ./understudy down"
              .formatted(
                  name, after.instances().isEmpty() ? "" : " but for spares and remote replicas"));
    }
    boot.settings().requireReachable(after.members() - 1);
  }

  /** Where the primary goes, one of those in sync takes its place. */
  private void requireEnoughInSync(Configuration record) {
    if (record.member(name).isPresent()) {
      boot.settings().requireEnoughWithout(name, Math.max(0, record.inSync().size() - 1));
    }
  }

  /** Another one has to be the primary first. */
  private void leaveOffice(ServiceState state) {
    boolean primary = state.record().map(record -> isPrimary(record, name)).orElse(false);
    if (!primary && to.isPresent()) {
      throw new BootException(
          "%s is not the primary: nobody has to take its place, so --to says nothing."
              .formatted(name));
    }
    if (primary) {
      progress.say("%-10sis the primary; it switches over first".formatted(name));
      progress.say(boot.handOver(to));
    }
  }

  private static boolean isPrimary(Configuration record, String name) {
    return record.primary() != null && record.primary().instance().equals(name);
  }

  private void takeOut(Place place) {
    boolean member = isMember(boot.state());
    if (member && boot.state().primary().isEmpty()) {
      throw new BootException(
          "%s is in sync, and there is no primary that could take it out; nothing was changed."
              .formatted(name));
    }
    boot.register(name, Registration.REMOVED);
    Instant until = Instant.now().plus(LIMIT);
    while (isMember(boot.state())) {
      if (Instant.now().isAfter(until)) {
        boot.register(name, place.registration());
        throw new BootException(
            "The primary has not taken %s out of the in-sync set within %d s; it stays."
                .formatted(name, LIMIT.toSeconds()));
      }
      Pause.of(BETWEEN_LOOKS);
    }
    progress.say("%-10sis not waited for any more".formatted(name));
  }

  /** Also while nobody can tell. */
  private boolean isMember(ServiceState state) {
    return state.record().map(record -> record.member(name).isPresent()).orElse(true);
  }
}
