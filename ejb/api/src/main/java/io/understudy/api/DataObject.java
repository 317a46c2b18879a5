package io.understudy.api;

import io.understudy.api.internal.Execution;
import io.understudy.api.internal.GroupScope;
import jakarta.persistence.Column;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.PrePersist;
import jakarta.persistence.PreRemove;
import jakarta.persistence.PreUpdate;

/**
 * Base of every entity of a service. It carries the generation number and is changed only inside a
 * mutation: anything else that tries is refused (R11).
 */
@MappedSuperclass
public abstract class DataObject {

  @Column(name = "GENERATION", nullable = false)
  private long generation;

  /** SSN of the entry that last changed this object; 0 before it was first stored. */
  public final long generation() {
    return generation;
  }

  /**
   * Every method that changes the object calls this first: it gives the object the generation of
   * the mutation under way, which from then on counts as one that has written. Storing a new object
   * and removing one do so by themselves.
   *
   * @throws IllegalStateException outside of a mutation (R11)
   */
  protected final void changed() {
    Execution execution = GroupScope.requiredExecution();
    execution.markChanged(this);
    generation = execution.ssn();
  }

  @PrePersist
  void stored() {
    changed();
  }

  @PreRemove
  void removed() {
    changed();
    GroupScope.requiredExecution().markRemoved(this);
  }

  /** Runs when the change goes to the database: the last moment to refuse it. */
  @PreUpdate
  void refuseUnlessChangedByMutation() {
    GroupScope group = GroupScope.required();
    if (!group.holds(generation)) {
      throw new IllegalStateException(
          getClass().getName()
              + " was changed without a call of changed(): its generation is still "
              + generation
              + ", before this group's first entry "
              + group.firstSsn()
              + ".");
    }
  }
}
