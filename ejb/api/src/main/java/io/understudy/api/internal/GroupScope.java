package io.understudy.api.internal;

import java.util.function.Supplier;

/**
 * The group of entries that this thread executes, and the mutation of it that is under way. Changes
 * of data objects reach the database only inside such a scope (R11).
 */
public final class GroupScope implements AutoCloseable {
  private static final ThreadLocal<GroupScope> CURRENT = new ThreadLocal<>();

  private final long firstSsn;
  private Execution execution;

  private GroupScope(long firstSsn) {
    this.firstSsn = firstSsn;
  }

  /**
   * @param firstSsn SSN of the group's first entry
   */
  public static GroupScope open(long firstSsn) {
    if (CURRENT.get() != null) {
      throw new IllegalStateException("This thread is executing a group already.");
    }
    GroupScope scope = new GroupScope(firstSsn);
    CURRENT.set(scope);
    return scope;
  }

  public static GroupScope required() {
    GroupScope scope = CURRENT.get();
    if (scope == null) {
      throw new IllegalStateException("Data objects change only inside a mutation (R11).");
    }
    return scope;
  }

  public static Execution requiredExecution() {
    GroupScope scope = CURRENT.get();
    if (scope == null || scope.execution == null) {
      throw new IllegalStateException("This thread executes no mutation (R11).");
    }
    return scope.execution;
  }

  /** Runs the body of one mutation. */
  public <T> T execute(Execution mutation, Supplier<T> body) {
    if (execution != null) {
      throw new IllegalStateException("A mutation is under way: " + execution.ssn() + ".");
    }
    execution = mutation;
    try {
      return body.get();
    } finally {
      execution = null;
    }
  }

  /** Something is written: by the mutation under way if there is one, else by Understudy itself. */
  public void markWritten() {
    if (execution != null) {
      execution.markWritten();
    }
  }

  /** The same by a statement that passes by the objects. */
  public void markWrittenInBulk() {
    if (execution != null) {
      execution.markWrittenInBulk();
    }
  }

  public long firstSsn() {
    return firstSsn;
  }

  /** Whether an entry of this group may have given that generation. */
  public boolean holds(long generation) {
    return generation >= firstSsn;
  }

  @Override
  public void close() {
    CURRENT.remove();
  }
}
