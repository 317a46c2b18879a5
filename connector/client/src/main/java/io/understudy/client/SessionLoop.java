package io.understudy.client;

import io.understudy.protocol.client.ClientActions;
import io.understudy.protocol.client.ClientSession;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.ServerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The thread that drives a session. It takes all that has come and been submitted since its last
 * turn, then sends what the session gathered from it, so that messages grow fuller under load.
 * Callers touch the session only to submit, under the lock; nothing blocks or calls out under it.
 */
final class SessionLoop implements ClientActions {
  private static final System.Logger LOG = System.getLogger(SessionLoop.class.getName());
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long STOP_MILLIS = 5000;

  /**
   * A connection on which nothing has come for so long is not kept in reserve: if the network was
   * cut, a new one is there sooner once it is whole again.
   */
  private static final long KEPT_MILLIS = 2000;

  /** Makes the connection to an address; given what to run when there is news of it. */
  interface Links {
    Link link(String address, Runnable signal);
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ClientSession session;
  private final Links links;
  private final Thread thread;
  private final ExecutorService connectors;
  private final Standby standby = new Standby(this::open, this::release);

  private final Absence absence = new Absence();

  /** What is to be done once the lock is free, in order. */
  private List<Runnable> deeds = new ArrayList<>();

  private Link link;
  private boolean connected;
  private boolean ended;
  private volatile boolean stopping;

  SessionLoop(String name, Function<ClientActions, ClientSession> sessions, Links links) {
    this.session = sessions.apply(this);
    this.links = links;
    this.thread = daemon("understudy-client-" + name, this::run);
    // One for the connection there is, one for that in reserve, and few for those that are being
    // given up: that takes a bounded time, and the session leaves a pause between two.
    this.connectors =
        Executors.newCachedThreadPool(task -> daemon("understudy-connect-" + name, task));
  }

  private static Thread daemon(String name, Runnable task) {
    Thread made = new Thread(task, name);
    made.setDaemon(true);
    return made;
  }

  void start() {
    thread.start();
  }

  /** Milliseconds of the session's clock. */
  static long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  /** Has something done with the session by a caller's thread. */
  interface Use {
    /** Whether it was done; if not, it is tried again when something has changed. */
    boolean with(ClientSession session);
  }

  /** Why {@link #use} came back. */
  enum Used {
    DONE,
    LATE,
    ENDED,
    CANNOT_WAIT
  }

  /** Holds the caller back until it is done, or the deadline has passed. */
  Used use(Use use, long deadline) {
    boolean due = true;
    lock.lock();
    try {
      while (!ended) {
        if (use.with(session)) {
          due = !session.isGathering(now());
          return Used.DONE;
        }
        if (Thread.currentThread() == thread) {
          return Used.CANNOT_WAIT;
        }
        long left = deadline - now();
        if (left <= 0) {
          return Used.LATE;
        }
        changed.await(left, TimeUnit.MILLISECONDS);
      }
      return Used.ENDED;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Used.CANNOT_WAIT;
    } finally {
      lock.unlock();
      if (due) {
        signal(); // else the next tick is soon enough
      }
    }
  }

  /** To be done outside the lock; called only while the session is at work. */
  void later(Runnable deed) {
    deeds.add(deed);
  }

  private void signal() {
    LockSupport.unpark(thread);
  }

  private void run() {
    try {
      turn(() -> session.start(now()));
      while (!stopping) {
        boolean ticking = turn(this::work);
        LockSupport.parkNanos(ticking ? TICK_NANOS : IDLE_NANOS);
        if (Thread.interrupted()) {
          LOG.log(System.Logger.Level.DEBUG, "An interrupt of the client's own thread is ignored.");
        }
      }
    } catch (RuntimeException | Error defect) {
      LOG.log(System.Logger.Level.ERROR, "The client ends: its session has failed.", defect);
    } finally {
      end();
    }
  }

  private void end() {
    try {
      turn(
          () -> {
            ended = true;
            session.close();
            standby.drop();
          });
    } finally {
      connectors.shutdown();
    }
  }

  /** One turn; whether time alone will make another necessary. */
  private boolean turn(Runnable work) {
    List<Runnable> todo;
    boolean ticking;
    lock.lock();
    try {
      work.run();
      ticking = session.needsTicks();
      todo = deeds;
      deeds = new ArrayList<>();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    doAll(todo);
    return ticking;
  }

  /**
   * One that fails, as where the machine has no more threads, is not to cost callers the outcomes
   * that come after it.
   */
  private static void doAll(List<Runnable> todo) {
    RuntimeException failure = null;
    Error error = null;
    for (Runnable deed : todo) {
      try {
        deed.run();
      } catch (RuntimeException e) {
        failure = failure == null ? e : failure;
      } catch (Error e) {
        error = error == null ? e : error;
      }
    }
    if (error != null) {
      throw error;
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void work() {
    long now = now();
    if (link != null) {
      hear(link, now);
    }
    session.onTick(now);
    session.flush(now);
    standby.tend(session.alternative(), now);
    absence
        .onTurn(session.state(), now)
        .ifPresent(text -> later(() -> LOG.log(System.Logger.Level.WARNING, text)));
  }

  private void hear(Link from, long now) {
    // Looked at first: what came before the connection was lost still counts.
    boolean lost = from.isLost();
    if (!connected && from.replyTo() != null) {
      connected = true;
      session.onConnected(from.replyTo(), now);
    }
    ServerMessage message = from.poll();
    while (message != null && from == link) {
      session.onMessage(message, now);
      message = from.poll();
    }
    if (lost && from == link) {
      session.onDisconnected(now);
    }
  }

  @Override
  public void connect(String address) {
    Link ready = standby.take(address, now());
    link = ready == null ? open(address) : ready;
    connected = false;
    signal(); // what is ready already gives no sign of its own
  }

  private Link open(String address) {
    Link opening = links.link(address, this::signal);
    later(() -> connectors.execute(opening::run));
    return opening;
  }

  @Override
  public void disconnect() {
    Link closing = link;
    link = null;
    if (closing != null) {
      release(closing);
    }
  }

  @Override
  public void setAside() {
    Link good = link;
    link = null;
    if (good == null) {
      return;
    }
    if (good.isHeardSince(now() - KEPT_MILLIS)) {
      absence.onGivenUp(good.address(), true, "");
      later(good::unload);
      standby.keep(good);
    } else {
      release(good);
    }
  }

  private void release(Link closing) {
    absence.onGivenUp(closing.address(), closing.replyTo() != null, closing.failure());
    later(
        () -> {
          closing.abandon();
          connectors.execute(closing::close);
        });
  }

  @Override
  public void send(ClientMessage message) {
    Link on = link;
    later(() -> on.send(message));
  }

  /** Closes the session and waits until its last word is on its way. */
  void stop() {
    stopping = true;
    signal();
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(STOP_MILLIS);
      if (!connectors.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.log(System.Logger.Level.WARNING, "A connection is still closing.");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks at the session, also after its end. */
  <T> T see(Function<ClientSession, T> look) {
    lock.lock();
    try {
      return look.apply(session);
    } finally {
      lock.unlock();
    }
  }
}
