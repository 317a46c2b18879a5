package io.understudy.tables.service;

import io.understudy.api.Mutation;
import io.understudy.api.OperationException;
import io.understudy.api.Query;
import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import jakarta.enterprise.inject.spi.DeploymentException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;

/**
 * An operation of a service: turns a payload into the arguments of its method, and what comes of
 * calling it into a response.
 */
final class Operation {
  /** Bytes of the longest result: what the message table can hold on every database. */
  static final int MAX_RESULT = 1 << 20;

  private final String name;
  private final boolean mutation;
  private final Arguments arguments;
  private final Touched touched;
  private final MethodHandle body;
  private volatile boolean bulk;

  private Operation(String name, boolean mutation, Method method) {
    this.name = name;
    this.mutation = mutation;
    this.arguments = Arguments.of(method);
    this.touched = Touched.of(method);
    int parameters = method.getParameterCount();
    try {
      body =
          MethodHandles.publicLookup()
              .unreflect(method)
              .asSpreader(Object[].class, parameters)
              .asType(MethodType.methodType(Object.class, Object.class, Object[].class));
    } catch (IllegalAccessException e) {
      throw new DeploymentException(method + " is not public.", e);
    }
  }

  static Operation of(Method method) {
    Mutation mutation = method.getAnnotation(Mutation.class);
    Query query = method.getAnnotation(Query.class);
    if ((mutation == null) == (query == null)) {
      throw new DeploymentException(method + " must be either a @Mutation or a @Query.");
    }
    String name = mutation == null ? query.value() : mutation.value();
    return new Operation(name, mutation != null, method);
  }

  String name() {
    return name;
  }

  boolean isMutation() {
    return mutation;
  }

  /** Whether it says which one object it touches. */
  boolean touchesOne() {
    return touched != null;
  }

  /** Whether a call of it has been seen to write past its objects. */
  boolean writesInBulk() {
    return bulk;
  }

  void noteBulk() {
    bulk = true;
  }

  /**
   * @return a value for each parameter
   * @throws BadRequestException naming what is wrong
   */
  Object[] read(Payload payload) throws BadRequestException {
    return arguments.read(payload);
  }

  /** The object that a call with these arguments touches. */
  ObjectKey touched(Object[] values) {
    return touched.in(values);
  }

  /**
   * What the operation answers: its result, or its declared error. Any other exception of the body
   * is a failure of the machine and passes through.
   */
  Response call(Object bean, Object[] values) {
    try {
      byte[] result = Json.bytes(invoke(bean, values));
      if (result.length > MAX_RESULT) {
        return Response.error(
            ErrorCode.RESULT_TOO_LARGE,
            "The result of %s has %d bytes; at most %d fit."
                .formatted(name, result.length, MAX_RESULT));
      }
      return Response.result(Payload.of(result));
    } catch (OperationException e) {
      return Response.error(e.code(), e.getMessage());
    }
  }

  private Object invoke(Object bean, Object[] values) {
    try {
      return body.invokeExact(bean, values);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("The operation " + name + " failed.", e);
    }
  }
}
