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

  /** What a request for a mutation asks for; one that asks for none is refused. */
  public Call mutation(String name, Payload payload) {
    return read(name, true, payload);
  }

  /** Runs a query; a request that asks for none is answered with an error. */
  public Response query(String name, Payload payload) {
    return read(name, false, payload).run(bean);
  }

  private Call read(String name, boolean mutation, Payload payload) {
    Operation operation = model.operation(name);
    if (operation == null) {
      return refused(
          ErrorCode.UNKNOWN_OPERATION,
          "The service %s has no operation %s; it has %s."
              .formatted(model.name(), Quoted.of(name), model.operationNames()));
    }
    if (operation.isMutation() != mutation) {
      return refused(
          ErrorCode.UNKNOWN_OPERATION,
          "The operation %s is a %s.".formatted(name, mutation ? "query" : "mutation"));
    }
    try {
      return Call.of(operation, operation.read(payload));
    } catch (BadRequestException e) {
      return refused(e.code(), e.getMessage());
    }
  }

  private static Call refused(String code, String text) {
    return Call.refused(Response.error(code, text));
  }
}
