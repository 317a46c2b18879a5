package io.understudy.tables.service;

import io.understudy.protocol.Response;

/**
 * What a request asks for, read once: an operation with its arguments, or why there is none. To be
 * run once at most, since its body may change what it is given.
 */
public final class Call {
  private final Operation operation;
  private final Object[] arguments;
  private final Response refusal;

  private Call(Operation operation, Object[] arguments, Response refusal) {
    this.operation = operation;
    this.arguments = arguments;
    this.refusal = refusal;
  }

  static Call of(Operation operation, Object[] arguments) {
    return new Call(operation, arguments, null);
  }

  static Call refused(Response refusal) {
    return new Call(null, null, refusal);
  }

  /** Whether it is refused, and touches nothing. */
  public boolean isRefused() {
    return refusal != null;
  }

  /** The one object that it touches; null if it does not say, or is refused. */
  public ObjectKey touched() {
    return isRefused() || !operation.touchesOne() ? null : operation.touched(arguments);
  }

  /**
   * Whether its operation is known to write by statements, past its objects: then what was read
   * before is not to be relied on, by itself neither.
   */
  public boolean writesInBulk() {
    return !isRefused() && operation.writesInBulk();
  }

  /** It was found to do so. */
  public void noteBulk() {
    operation.noteBulk();
  }

  /** What it answers. The bean is the service's, in its business interface. */
  public Response run(Object bean) {
    return isRefused() ? refusal : operation.call(bean, arguments);
  }
}
