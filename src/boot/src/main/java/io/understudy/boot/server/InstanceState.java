package io.understudy.boot.server;

import io.understudy.protocol.Purpose;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How an instance is.
 *
 * @param place where it listens
 * @param pid its process; empty if it does not run
 * @param rssKib resident memory of the process in KiB; empty where it does not run or cannot be
 *     read
 * @param answer what it says of itself, by name; empty if it does not answer
 */
public record InstanceState(
    Place place, OptionalLong pid, OptionalLong rssKib, Optional<Map<String, String>> answer) {

  public boolean isRunning() {
    return pid.isPresent();
  }

  /**
   * Its role in its own words, in lower case; a remote replica is always joining, and so called.
   */
  public String role() {
    if (!isRunning()) {
      return "down";
    }
    String role =
        answer
            .map(said -> said.getOrDefault("role", "?").toLowerCase(Locale.ROOT).replace('_', ' '))
            .orElse("no answer");
    return role.equals("joining") && isRemote() && copying().isEmpty() ? "remote" : role;
  }

  /** Whether its process runs though it takes no part any more: to be ended, and started again. */
  public boolean hasStopped() {
    return role().equals("stopped") && said("record").equals("-");
  }

  /** Whether it is fed at a distance, and never in sync. */
  public boolean isRemote() {
    return place.purpose() == Purpose.REMOTE;
  }

  /** Whether it holds no current state, and waits until it is wanted. */
  public boolean isSpare() {
    return role().equals("spare");
  }

  /** One of the things it says of itself; "-" if it does not. */
  public String said(String name) {
    return answer.map(said -> said.getOrDefault(name, "-")).orElse("-");
  }

  /** How far a full copy to it has come; empty if there is none. */
  public Optional<String> copying() {
    return answer.map(said -> said.get("copying"));
  }

  /** Whether it is the primary and lets all requests wait, as too few backups are in sync. */
  public boolean isBelowMinimum() {
    return role().equals("primary") && said("below-minimum").equals("true");
  }

  /** Whether it names an entry that it does not get past, and waits for the operator. */
  public boolean isHeldUp() {
    return List.of("HELD", "RUNNING").contains(said("suspect"));
  }

  /** Whether it is the primary and takes requests. */
  public boolean isServing() {
    return role().equals("primary") && said("serving").equals("true");
  }
}
