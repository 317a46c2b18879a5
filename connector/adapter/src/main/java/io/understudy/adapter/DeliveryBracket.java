package io.understudy.adapter;

import io.understudy.endpoint.Group;
import io.understudy.endpoint.GroupOutcome;
import io.understudy.endpoint.InstanceEndpoint;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.instance.GroupFailure;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.Method;
import java.sql.SQLException;

/**
 * One delivery of entries to the endpoint in one JTA transaction, held open until they may commit
 * (Jakarta Connectors 13.5.6: beforeDelivery, the method, afterDelivery).
 *
 * <p>afterDelivery says nothing of the outcome, so a Synchronization is registered to hear it.
 */
final class DeliveryBracket {
  private static final Method EXECUTE = executeMethod();

  private final TransactionSynchronizationRegistry registry;
  private final ExecutionNote note;

  /** Whether what was executed may commit; waits until that is known. */
  interface Gate {
    boolean mayCommit();
  }

  DeliveryBracket(TransactionSynchronizationRegistry registry, ExecutionNote note) {
    this.registry = registry;
    this.note = note;
  }

  Attempt attempt(MessageEndpoint endpoint, Group group, Gate gate) {
    Outcome outcome = new Outcome();
    try {
      endpoint.beforeDelivery(EXECUTE);
    } catch (ResourceException | NoSuchMethodException e) {
      return new Attempt.Failed("no transaction was begun: " + e);
    }
    Attempt inside;
    try {
      registry.registerInterposedSynchronization(outcome);
      inside = inside((InstanceEndpoint) endpoint, group, gate);
    } catch (RuntimeException | Error e) {
      // An error of the machine is never a response, whatever its kind.
      requireSound(e);
      inside = new Attempt.Failed(new GroupFailure(note.executing(), describe(e), isConflict(e)));
      note.executing(EntryId.NONE);
    }
    if (!(inside instanceof Attempt.Committed)) {
      inside = rollBack(inside);
    }
    try {
      endpoint.afterDelivery();
    } catch (ResourceException e) {
      return inside instanceof Attempt.Committed committed
          ? new Attempt.Unknown(committed.effects(), "the delivery did not end: " + e)
          : inside;
    }
    return judge(inside, outcome);
  }

  /** A process that has run out of memory, or has failed itself, is not to go on. */
  private static void requireSound(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof VirtualMachineError broken && !(each instanceof StackOverflowError)) {
        throw broken;
      }
      if (each.getCause() == each) {
        return;
      }
    }
  }

  private Attempt inside(InstanceEndpoint endpoint, Group group, Gate gate) {
    GroupOutcome outcome = endpoint.execute(group);
    note.executing(EntryId.NONE);
    if (outcome.spoiled()) {
      return new Attempt.Spoiled(outcome.responses());
    }
    if (outcome.effects().size() != group.entries().size()) {
      return new Attempt.Failed(
          outcome.effects().size() + " responses to " + group.entries().size() + " entries");
    }
    return gate.mayCommit() ? new Attempt.Committed(outcome.effects()) : new Attempt.Abandoned();
  }

  private Attempt rollBack(Attempt inside) {
    try {
      registry.setRollbackOnly();
      return inside;
    } catch (IllegalStateException e) {
      // No transaction is there any more: the container has ended it, by rolling it back.
      return inside instanceof Attempt.Failed
          ? inside
          : new Attempt.Failed("the transaction ended early: " + e);
    }
  }

  /**
   * Of a commit that was to be, only success is believed: Payara also tells that a transaction was
   * rolled back where the database has committed it and the answer was lost.
   */
  private static Attempt judge(Attempt inside, Outcome outcome) {
    if (inside instanceof Attempt.Committed committed) {
      return outcome.status == Status.STATUS_COMMITTED
          ? committed
          : new Attempt.Unknown(committed.effects(), outcome.text());
    }
    if (outcome.status == Status.STATUS_COMMITTED) {
      throw new IllegalStateException(
          "A transaction that was to be rolled back has committed: " + inside);
    }
    return inside;
  }

  /** Whether an integrity constraint was broken: SQL states of class 23. */
  private static boolean isConflict(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql
          && sql.getSQLState() != null
          && sql.getSQLState().startsWith("23")) {
        return true;
      }
      if (each.getCause() == each) {
        return false;
      }
    }
    return false;
  }

  private static String describe(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root == e ? e.toString() : e.getClass().getSimpleName() + ": " + root;
  }

  private static Method executeMethod() {
    try {
      return InstanceEndpoint.class.getMethod("execute", Group.class);
    } catch (NoSuchMethodException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final class Outcome implements Synchronization {
    private volatile int status = Status.STATUS_NO_TRANSACTION;

    String text() {
      return status == Status.STATUS_ROLLEDBACK
          ? "the commit was refused, or its answer was lost"
          : "the commit ended with status " + status;
    }

    @Override
    public void beforeCompletion() {}

    @Override
    public void afterCompletion(int endStatus) {
      status = endStatus;
    }
  }
}
