package io.understudy.client;

import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A connection held in reserve to the instance the session would turn to next: after a failover or
 * a switchover nobody waits for one to be made. Nothing is said on it until the session takes it.
 * Used by the session's thread.
 */
final class Standby {
  /** After a connection was lost, or was not to be had, it is tried again no sooner than this. */
  private static final long AGAIN_MILLIS = 5000;

  /** After one was taken the next is made no sooner: there is more urgent work then. */
  private static final long NEXT_MILLIS = 1000;

  private final Function<String, Link> open;
  private final Consumer<Link> release;
  private Link link;
  private Link aside;
  private long due = Long.MIN_VALUE;

  Standby(Function<String, Link> open, Consumer<Link> release) {
    this.open = open;
    this.release = release;
  }

  /**
   * Keeps a connection to this address, and to no other.
   *
   * @param wanted null while the session looks for the primary itself: then all stays as it is
   */
  void tend(String wanted, long now) {
    if (link != null && (link.isLost() || wanted != null && !link.address().equals(wanted))) {
      dropLink();
    }
    if (link != null) {
      link.discard();
    } else if (wanted != null && now >= due) {
      due = now + AGAIN_MILLIS;
      link = open.apply(wanted);
    }
  }

  /** A connection that is good and not used now: it is the one in reserve once that is taken. */
  void keep(Link good) {
    dropAside();
    if (link != null && link.isLost()) {
      dropLink();
    }
    if (link == null) {
      link = good;
    } else {
      aside = good;
    }
  }

  /** The connection to this address, if there is one or one is being made; else null. */
  Link take(String address, long now) {
    Link taken = null;
    if (link != null && !link.isLost() && link.address().equals(address)) {
      taken = link;
      link = aside;
      aside = null;
      due = Math.max(due, now + NEXT_MILLIS);
    }
    dropAside();
    return taken;
  }

  private void dropAside() {
    if (aside != null) {
      release.accept(aside);
      aside = null;
    }
  }

  private void dropLink() {
    if (link != null) {
      release.accept(link);
      link = null;
    }
  }

  void drop() {
    dropAside();
    dropLink();
  }
}
