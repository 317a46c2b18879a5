package io.understudy.client;

import io.understudy.protocol.client.SessionState;
import java.util.concurrent.TimeUnit;

/**
 * Says in the log that the service has not been reached for long, and why: a client waits until its
 * deadline, without one for ever, and a wrong address looks like a failover that does not end.
 */
final class Absence {
  static final long FIRST_MILLIS = TimeUnit.SECONDS.toMillis(10);
  private static final long LONGEST_MILLIS = TimeUnit.MINUTES.toMillis(5);

  private final System.Logger log;
  private boolean absent;
  private long since;
  private long pause;
  private long due;
  private String last = "";

  Absence(System.Logger log) {
    this.log = log;
  }

  /** A connection to an address was lost, or not to be had. */
  void onFailed(String address, String why) {
    last = why.isEmpty() ? "the connection to " + address + " was lost" : address + ": " + why;
  }

  void onTurn(SessionState state, long now) {
    if (state == SessionState.OPEN || state == SessionState.CLOSED) {
      absent = false;
    } else if (!absent) {
      absent = true;
      since = now;
      pause = FIRST_MILLIS;
      due = now + pause;
      last = "";
    } else if (now >= due) {
      pause = Math.min(2 * pause, LONGEST_MILLIS);
      due = now + pause;
      log.log(
          System.Logger.Level.WARNING,
          "No instance has served this client for {0} s: are the addresses those of brokers, and"
              + " does the service run? {1}",
          (now - since) / 1000,
          last.isEmpty() ? "Nobody says that it is the primary." : "Last: " + last);
    }
  }
}
