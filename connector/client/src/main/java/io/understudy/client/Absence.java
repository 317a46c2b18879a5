package io.understudy.client;

import io.understudy.protocol.client.SessionState;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What is to be said when nobody has served the client for long: it waits until its deadline,
 * without one for ever, and a wrong address looks like a failover that does not end.
 */
final class Absence {
  private static final long FIRST_MILLIS = TimeUnit.SECONDS.toMillis(10);
  private static final long LONGEST_MILLIS = TimeUnit.MINUTES.toMillis(5);

  /** By address, what came of it last; as many as there are instances. */
  private final Map<String, String> tried = new TreeMap<>();

  private boolean absent;
  private long since;
  private long pause;
  private long due;

  /**
   * A connection was given up.
   *
   * @param answered whether it had been made
   * @param failure why; empty if it only took too long
   */
  void onGivenUp(String address, boolean answered, String failure) {
    String silence = answered ? "is there, and does not serve" : "does not answer";
    tried.put(address, failure.isEmpty() ? silence : failure);
  }

  /** What to say now; empty for nothing. */
  Optional<String> onTurn(SessionState state, long now) {
    if (state == SessionState.OPEN || state == SessionState.CLOSED) {
      absent = false;
      tried.clear();
    } else if (!absent) {
      absent = true;
      since = now;
      pause = FIRST_MILLIS;
      due = now + pause;
    } else if (now >= due) {
      pause = Math.min(2 * pause, LONGEST_MILLIS);
      due = now + pause;
      return Optional.of(
          "Nobody has served this client for %d s: %s."
              .formatted((now - since) / 1000, tried.isEmpty() ? "all wait" : reasons()));
    }
    return Optional.empty();
  }

  private String reasons() {
    return tried.entrySet().stream()
        .map(each -> each.getKey() + " " + each.getValue())
        .collect(Collectors.joining("; "));
  }
}
