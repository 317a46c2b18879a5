package io.understudy.adapter;

import io.understudy.adapter.OperatorLog.Notice;
import io.understudy.endpoint.Group;
import io.understudy.endpoint.InstanceEndpoint;
import io.understudy.protocol.Effect;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Response;
import io.understudy.protocol.instance.GroupFailure;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Executes groups, one at a time, and commits each once it is released (design.md section 3). All
 * that must keep its order with them, such as raising the fence, runs on the same thread, and so
 * does all else that writes.
 *
 * <p>Where an entry fails that has already written, all before it and its error are committed as a
 * transaction of their own, and the rest as another: so each body runs at most about twice.
 */
final class GroupExecutor {
  private static final int MAX_TASKS = 64;
  private static final long LOOK_UP_AGAIN_MILLIS = 100;

  private final EndpointWorkers worker;
  private final DeliveryBracket bracket;
  private final Listener listener;
  private final OperatorLog log;
  private final ExecutionNote note;
  private Run current;
  private long released;
  private boolean closing;

  /** Who is told what came of a group, on the executor's thread. */
  interface Listener {
    /** A piece of the group, or the whole, was committed: up to this SSN, with these effects. */
    void onCommitted(long fence, long lastSsn, List<Effect> effects);

    /** What was not told as committed was not, and is executed by nobody any more. */
    void onGroupFailed(long fence, GroupFailure failure);

    /** The process itself has failed: nothing can go on in it. */
    void onBroken(Throwable cause);
  }

  private static final class Run {
    final long fence;
    final List<Entry> entries;
    final Map<Long, Response> known;
    boolean abandoned;

    Run(long fence, List<Entry> entries, Map<Long, Response> known) {
      this.fence = fence;
      this.entries = entries;
      this.known = known;
    }
  }

  GroupExecutor(
      EndpointSource source,
      Workers workers,
      TransactionSynchronizationRegistry registry,
      Listener listener,
      ExecutionNote note,
      OperatorLog log) {
    this.bracket = new DeliveryBracket(registry, note);
    this.note = note;
    this.listener = listener;
    this.log = log;
    this.worker = new EndpointWorkers("understudy-executor", 1, MAX_TASKS, source, workers, log);
  }

  void execute(long fence, List<Entry> entries, Map<Long, Response> known) {
    Run run = new Run(fence, List.copyOf(entries), Map.copyOf(known));
    synchronized (this) {
      if (current != null && !current.abandoned) {
        throw new IllegalStateException("A group is under way already.");
      }
      current = run;
    }
    inOrder(endpoint -> run(run, endpoint));
  }

  synchronized void release(long ssn) {
    released = Math.max(released, ssn);
    notifyAll();
  }

  synchronized void abandon() {
    released = 0;
    if (current != null) {
      current.abandoned = true;
    }
    notifyAll();
  }

  /** Runs after all groups so far; what is under way is abandoned. */
  void afterGroups(EndpointWorkers.Task task) {
    abandon();
    inOrder(task);
  }

  /** Runs after all groups so far, which go on. */
  void betweenGroups(EndpointWorkers.Task task) {
    inOrder(task);
  }

  void close() {
    synchronized (this) {
      closing = true;
    }
    abandon();
    worker.close();
  }

  boolean awaitEnd(long millis) throws InterruptedException {
    return worker.awaitEnd(millis);
  }

  private void inOrder(EndpointWorkers.Task task) {
    if (!worker.offer(task)) {
      throw new IllegalStateException("More than " + MAX_TASKS + " groups were abandoned.");
    }
  }

  private void run(Run run, MessageEndpoint endpoint) {
    try {
      List<Entry> rest = run.entries;
      while (!rest.isEmpty() && !isAbandoned(run)) {
        rest = rest.subList(piece(run, rest, endpoint), rest.size());
      }
    } catch (RuntimeException e) {
      // The worker reports it and goes on with a new endpoint.
      end(run, GroupFailure.of("the endpoint failed: " + e));
      throw e;
    } catch (Error e) {
      listener.onBroken(e);
      throw e;
    }
  }

  /** Commits all of the rest, or up to a spoiling entry; how many are dealt with. */
  private int piece(Run run, List<Entry> rest, MessageEndpoint endpoint) {
    List<Entry> piece = rest;
    Map<Long, Response> known = new HashMap<>(run.known);
    while (true) {
      Entry last = piece.get(piece.size() - 1);
      Group group = new Group(run.fence, List.copyOf(piece), Map.copyOf(known), note);
      Attempt attempt = bracket.attempt(endpoint, group, () -> awaitRelease(run, last.ssn()));
      if (attempt instanceof Attempt.Unknown unknown) {
        attempt = lookUp(run, last.id(), unknown, (InstanceEndpoint) endpoint);
      }
      if (attempt instanceof Attempt.Committed committed) {
        committed(run, last.ssn(), committed.effects());
        return piece.size();
      }
      if (attempt instanceof Attempt.Failed failed) {
        end(run, failed.failure());
        return rest.size();
      }
      if (!(attempt instanceof Attempt.Spoiled spoiled)) {
        return rest.size(); // abandoned: nobody waits for an answer
      }
      int failing = spoiled.responses().size() - 1;
      Entry spoiler = piece.get(failing);
      if (known.put(spoiler.ssn(), spoiled.responses().get(failing)) != null) {
        String cause = "entry " + spoiler.id() + " spoiled its group though its response was known";
        end(run, new GroupFailure(spoiler.id(), cause, false));
        return rest.size();
      }
      piece = piece.subList(0, failing + 1);
    }
  }

  private Attempt lookUp(
      Run run, EntryId last, Attempt.Unknown unknown, InstanceEndpoint endpoint) {
    log.notice(
        Notice.COMMIT_UNKNOWN,
        "Whether entry " + last + " was committed is looked up: " + unknown.cause());
    while (!isAbandoned(run)) {
      try {
        Optional<EntryId> row = endpoint.committed(last.ssn());
        return row.filter(last::equals).isPresent()
            ? new Attempt.Committed(unknown.effects())
            : new Attempt.Failed(unknown.cause());
      } catch (RuntimeException e) {
        log.notice(Notice.COMMIT_UNKNOWN, "The database does not answer yet: " + e);
        pause(run);
      }
    }
    return new Attempt.Abandoned();
  }

  private synchronized boolean awaitRelease(Run run, long lastSsn) {
    while (!run.abandoned && !closing && released < lastSsn) {
      await(0);
    }
    return !run.abandoned && !closing;
  }

  private synchronized void pause(Run run) {
    if (!run.abandoned && !closing) {
      await(LOOK_UP_AGAIN_MILLIS);
    }
  }

  private void await(long millis) {
    try {
      wait(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException("A thread of the executor was interrupted.", e);
    }
  }

  private synchronized boolean isAbandoned(Run run) {
    return run.abandoned || closing;
  }

  private void committed(Run run, long lastSsn, List<Effect> effects) {
    boolean whole = lastSsn == run.entries.get(run.entries.size() - 1).ssn();
    synchronized (this) {
      if (run.abandoned) {
        return; // the fence is raised next, and then read where the database stands
      }
      if (whole && current == run) {
        current = null;
      }
    }
    listener.onCommitted(run.fence, lastSsn, effects);
  }

  private void end(Run run, GroupFailure failure) {
    synchronized (this) {
      if (run.abandoned) {
        return;
      }
      if (current == run) {
        current = null;
      }
    }
    listener.onGroupFailed(run.fence, failure);
  }
}
