package io.understudy.adapter;

import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.activemq.artemis.api.core.SimpleString;

/**
 * What waits to be sent over one connection to another instance. Words to it go before checkpoints,
 * so that a heartbeat does not wait behind them; each kind keeps its order.
 *
 * <p>Bounds: of words the oldest are dropped, since newer ones say more. A checkpoint must not go
 * missing from the middle, so when those are full the connection is broken, and the protocol sends
 * again what was not acked.
 */
final class Outbox {
  private static final int MAX_WORDS = 1024;

  private final long maxCheckpointBytes;
  private final Queue<Outgoing> words = new ArrayDeque<>();
  private final Queue<Outgoing> checkpoints = new ArrayDeque<>();
  private long checkpointBytes;
  private boolean open;

  /** A message and where it goes. */
  record Outgoing(SimpleString address, byte[] body, boolean durable) {}

  Outbox(long maxCheckpointBytes) {
    this.maxCheckpointBytes = maxCheckpointBytes;
  }

  /** From now on messages are taken; what was left of an earlier connection is gone. */
  synchronized void open() {
    words.clear();
    checkpoints.clear();
    checkpointBytes = 0;
    open = true;
  }

  /** Drops what is there and what comes; lets {@link #take} go. */
  synchronized void shut() {
    open = false;
    words.clear();
    checkpoints.clear();
    checkpointBytes = 0;
    notifyAll();
  }

  synchronized void addWord(Outgoing word) {
    if (!open) {
      return;
    }
    if (words.size() >= MAX_WORDS) {
      words.remove();
    }
    words.add(word);
    notifyAll();
  }

  /** False if it is full: the connection is to be broken. */
  synchronized boolean addCheckpoint(Outgoing checkpoint) {
    if (!open) {
      return true;
    }
    if (checkpointBytes > maxCheckpointBytes) {
      return false;
    }
    checkpoints.add(checkpoint);
    checkpointBytes += checkpoint.body.length;
    notifyAll();
    return true;
  }

  /** Waits for the next message; null once shut. */
  synchronized Outgoing take() throws InterruptedException {
    while (open && words.isEmpty() && checkpoints.isEmpty()) {
      wait();
    }
    if (!open) {
      return null;
    }
    Outgoing word = words.poll();
    if (word != null) {
      return word;
    }
    Outgoing checkpoint = checkpoints.remove();
    checkpointBytes -= checkpoint.body.length;
    return checkpoint;
  }
}
