package io.understudy.protocol.client;

import java.util.EnumSet;
import java.util.Set;

/** Where a {@link ClientSession} stands; its Javadoc has the picture. */
public enum SessionState {
  /** Waits until the next instance may be asked. */
  SEEKING,
  /** Has asked for a connection to the instance's broker. */
  CONNECTING,
  /** Has greeted the instance, or waits to do so again. */
  GREETING,
  /** The instance is the primary and takes requests. */
  OPEN,
  /** For good. */
  CLOSED;

  private Set<SessionState> next() {
    switch (this) {
      case SEEKING:
        return EnumSet.of(CONNECTING, CLOSED);
      case CONNECTING:
        return EnumSet.of(SEEKING, GREETING, CLOSED);
      case GREETING:
        return EnumSet.of(SEEKING, GREETING, OPEN, CLOSED);
      case OPEN:
        return EnumSet.of(SEEKING, GREETING, CLOSED);
      default:
        return EnumSet.noneOf(SessionState.class);
    }
  }

  SessionState to(SessionState next) {
    if (!next().contains(next)) {
      throw new IllegalStateException("A session does not go from " + this + " to " + next + ".");
    }
    return next;
  }
}
