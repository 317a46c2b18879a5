package io.understudy.tables.service;

import io.understudy.endpoint.ServiceDescription;
import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;

/**
 * The application's service: its operations, and the EJB that has their bodies.
 *
 * @param model the operations
 * @param bean the EJB, by its business interface
 */
public record DeployedService(ServiceModel model, Object bean) {

  public ServiceDescription description() {
    return model.description();
  }

  /** Runs a mutation inside its scope; a request that asks for none is answered with an error. */
  public Response mutate(String name, Payload payload) {
    return call(name, true, payload);
  }

  /**
   * The one object that a request for a mutation touches; null if it is refused without any.
   *
   * @throws IllegalStateException if the mutation does not say which
   */
  public ObjectKey touched(String name, Payload payload) {
    Operation operation = model.operation(name);
    if (operation == null || !operation.isMutation()) {
      return null;
    }
    if (!operation.touchesOne()) {
      throw new IllegalStateException(
          "The operation %s may touch several objects: in a fuzzy copy it cannot be told what it has done."
              .formatted(name));
    }
    return operation.touched(payload);
  }

  /** Whether a mutation says which one object it touches. */
  public boolean touchesOne(String name) {
    Operation operation = model.operation(name);
    return operation != null && operation.touchesOne();
  }

  /** Runs a query; a request that asks for none is answered with an error. */
  public Response query(String name, Payload payload) {
    return call(name, false, payload);
  }

  private Response call(String name, boolean mutation, Payload payload) {
    Operation operation = model.operation(name);
    if (operation == null) {
      return Response.error(
          ErrorCode.UNKNOWN_OPERATION,
          "The service %s has no operation %s; it has %s."
              .formatted(model.name(), Quoted.of(name), model.operationNames()));
    }
    if (operation.isMutation() != mutation) {
      return Response.error(
          ErrorCode.UNKNOWN_OPERATION,
          "The operation %s is a %s.".formatted(name, mutation ? "query" : "mutation"));
    }
    return operation.call(bean, payload);
  }
}
