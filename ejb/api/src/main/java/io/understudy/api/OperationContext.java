package io.understudy.api;

import io.understudy.api.internal.GroupScope;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * All that a mutation may depend on besides its arguments and the data. Everything here comes from
 * the entry, so it is equal on every instance and each time the body runs (R10).
 */
public interface OperationContext {

  /**
   * The context of the mutation that this thread executes.
   *
   * @throws IllegalStateException outside of a mutation: there is none to get
   */
  static OperationContext current() {
    return GroupScope.requiredExecution();
  }

  /** The mutation's place in the one order of the service. */
  long ssn();

  /** The time of the mutation, to the millisecond; never before that of an earlier mutation. */
  Instant timestamp();

  /**
   * One source of chance for the mutation, its algorithm that of {@link java.util.Random}, which
   * the Java platform fixes.
   */
  RandomGenerator random();

  /** An id that no other call, in this mutation or another of the service, has given. */
  UUID newId();
}
