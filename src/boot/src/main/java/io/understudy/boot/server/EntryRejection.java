package io.understudy.boot.server;

import io.understudy.client.OperatorWord;
import io.understudy.client.UnreachableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The way to the end of an entry that no server gets past. */
final class EntryRejection {
  private static final Duration RESTART_LIMIT = Duration.ofSeconds(90);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);

  private final BootServer boot;
  private final long ssn;
  private final List<String> without;
  private final Progress progress;

  EntryRejection(BootServer boot, long ssn, List<String> without, Progress progress) {
    this.boot = boot;
    this.ssn = ssn;
    this.without = without;
    this.progress = progress;
  }

  /** What is so now. */
  String reject() {
    ServiceState before = boot.state();
    if (before.primary().isEmpty()) {
      throw new BootException("There is no primary that could reject entry " + ssn + ".");
    }
    boolean restarted = false;
    for (InstanceState instance : before.instances()) {
      String name = instance.place().name();
      if (isExecuting(instance) || isStopped(instance) && !without.contains(name)) {
        progress.say(
            "%-10sis restarted, as it %s"
                .formatted(name, isStopped(instance) ? "has stopped" : "is executing it"));
        boot.restart(name);
        restarted = true;
      }
    }
    return tell(restarted ? Instant.now().plus(RESTART_LIMIT) : Instant.now());
  }

  private boolean isExecuting(InstanceState instance) {
    return instance.said("suspect").equals("RUNNING")
        && instance.said("suspect.ssn").equals(String.valueOf(ssn));
  }

  private static boolean isStopped(InstanceState instance) {
    return instance.hasStopped() || !instance.isRunning();
  }

  /** As long as servers that were restarted may still come to say what is asked of them. */
  private String tell(Instant until) {
    while (true) {
      ServiceState state = boot.state();
      boolean late = Instant.now().isAfter(until);
      if (state.primary().isEmpty() && late) {
        throw new BootException("There is no primary that could reject entry " + ssn + ".");
      }
      if (state.primary().isPresent()) {
        OperatorWord.Outcome outcome = tell(state.primary().get());
        if (outcome.done()) {
          return outcome.text();
        }
        if (late) {
          throw new BootException(outcome.text());
        }
      }
      Pause.of(BETWEEN_LOOKS);
    }
  }

  private OperatorWord.Outcome tell(InstanceState primary) {
    try {
      return OperatorWord.reject(
          primary.place().address(), boot.data().service().service(), ssn, without, ANSWER_LIMIT);
    } catch (UnreachableException e) {
      throw new BootException(
          "It is not known whether the entry is rejected; status tells. " + e.getMessage(), e);
    }
  }
}
