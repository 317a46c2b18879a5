package io.understudy.boot.server;

import java.time.Duration;

/** A wait between two looks at something that tells nobody when it changes, such as a process. */
final class Pause {
  private Pause() {}

  static void of(Duration length) {
    try {
      Thread.sleep(length.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BootException("Interrupted.", e);
    }
  }
}
