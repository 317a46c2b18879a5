package io.understudy.torture;

/**
 * Lets the bytes of one direction through, or holds them back as a network does that loses them.
 */
final class Gate {
  private boolean held;
  private boolean torn;

  synchronized void hold() {
    held = true;
  }

  synchronized void open() {
    held = false;
    notifyAll();
  }

  /** For good: whoever waits goes on, and finds its connection closed. */
  synchronized void tear() {
    torn = true;
    notifyAll();
  }

  synchronized void await() throws InterruptedException {
    while (held && !torn) {
      wait();
    }
  }
}
