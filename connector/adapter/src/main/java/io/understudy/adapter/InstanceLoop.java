package io.understudy.adapter;

import io.understudy.protocol.Moment;
import io.understudy.protocol.instance.Instance;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The one thread on which an instance lives: gives it what has happened, words of instances, log,
 * arbiter and database before those of clients, then lets it send what it has gathered.
 */
final class InstanceLoop implements Runnable {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(8);

  /** Events given between two looks at the other mailbox. */
  private static final int TURN = 256;

  private static final int CONTROL_EVENTS = 1 << 16;
  private static final long CONTROL_BYTES = 32 << 20;
  private static final int CLIENT_EVENTS = 1 << 13;
  private static final long CLIENT_BYTES = 8 << 20;

  private final Mailbox control = new Mailbox(CONTROL_EVENTS, CONTROL_BYTES, this::wake);
  private final Mailbox clients = new Mailbox(CLIENT_EVENTS, CLIENT_BYTES, this::wake);
  private final Consumer<Throwable> onFailure;
  private final Consumer<Moment> onTick;
  private Instance instance;
  private long nextTick;
  private volatile Thread thread;
  private volatile boolean parked;
  private volatile boolean stopping;

  /**
   * @param onTick also called at each tick, before the instance
   * @param onFailure told once if the instance or what surrounds it failed; the loop has then ended
   */
  InstanceLoop(Consumer<Moment> onTick, Consumer<Throwable> onFailure) {
    this.onTick = onTick;
    this.onFailure = onFailure;
  }

  /** What other instances, log, arbiter and database say. */
  Mailbox control() {
    return control;
  }

  /** What clients say: read only while the instance takes requests. */
  Mailbox clients() {
    return clients;
  }

  /** To be called before it runs. */
  void drive(Instance driven) {
    instance = driven;
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    try {
      instance.start(now());
      while (!stopping) {
        turn();
        rest();
      }
    } catch (RuntimeException | Error e) {
      onFailure.accept(e);
    } finally {
      stop();
    }
  }

  /** Ends it soon; who waits for a place in a mailbox is let go. */
  void stop() {
    stopping = true;
    control.close();
    clients.close();
    wake();
  }

  static Moment now() {
    return new Moment(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()), System.currentTimeMillis());
  }

  private void turn() {
    give(control, false);
    give(clients, true);
    if (System.nanoTime() - nextTick >= 0) {
      nextTick = System.nanoTime() + TICK_NANOS;
      Moment now = now();
      onTick.accept(now);
      instance.onTick(now);
    }
    instance.flush(now());
  }

  private void give(Mailbox mailbox, boolean fromClients) {
    for (int i = 0; i < TURN; i++) {
      if (fromClients && !instance.takesRequests()) {
        return;
      }
      Event event = mailbox.poll();
      if (event == null) {
        return;
      }
      event.give(instance, now());
    }
  }

  private void rest() {
    parked = true;
    if (!stopping && control.isEmpty() && (clients.isEmpty() || !instance.takesRequests())) {
      LockSupport.parkNanos(this, Math.max(1, nextTick - System.nanoTime()));
    }
    parked = false;
  }

  private void wake() {
    if (parked) {
      LockSupport.unpark(thread);
    }
  }
}
