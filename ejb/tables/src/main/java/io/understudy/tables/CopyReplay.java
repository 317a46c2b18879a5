package io.understudy.tables;

import io.understudy.api.DataObject;
import io.understudy.api.internal.Execution;
import io.understudy.api.internal.GroupScope;
import io.understudy.protocol.Entry;
import io.understudy.protocol.Response;
import io.understudy.protocol.copy.GenerationFilter;
import io.understudy.tables.service.Call;
import io.understudy.tables.service.DeployedService;
import io.understudy.tables.service.ObjectKey;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Set;

/**
 * Executes the requests at the end of a fuzzy copy, each where its object was read before it. Their
 * responses came with the message table, as the clients were told them; those of this execution are
 * for nobody.
 */
final class CopyReplay {
  private final EntityManager entities;
  private final DeployedService service;
  private final GroupScope scope;
  private final Set<Long> failed;

  /**
   * @param failed SSNs of requests that were found to change nothing
   */
  CopyReplay(EntityManager entities, DeployedService service, GroupScope scope, Set<Long> failed) {
    this.entities = entities;
    this.service = service;
    this.scope = scope;
    this.failed = failed;
  }

  void execute(Entry request) {
    if (failed.contains(request.ssn()) || wasRefused(request)) {
      return;
    }
    Call call = service.mutation(request.operation(), request.payload());
    if (call.isRefused()) {
      return;
    }
    ObjectKey object = call.touched();
    if (object == null) {
      throw new IllegalStateException(
          "The operation %s may touch several objects: in a fuzzy copy it cannot be told what it has done."
              .formatted(request.operation()));
    }
    if (GenerationFilter.has(generation(object), request.ssn())) {
      return;
    }
    Execution execution = new Execution(request.ssn(), request.timestamp(), request.seed());
    Response response = scope.execute(execution, () -> call.run(service.bean()));
    if (response.isError() && execution.hasWritten()) {
      throw new FailedRequestException(request.ssn());
    }
    if (execution.hasWrittenInBulk()) {
      throw new IllegalStateException(
          "The operation %s writes by a statement, which gives objects no generation: this service cannot be copied fuzzily."
              .formatted(request.operation()));
    }
    refuseOthers(request, object, execution);
    if (execution.hasRemoved()) {
      entities.flush();
      RemovalRow.write(
          entities, List.of(new RemovalRow(RemovalKey.of(entities, object), request.ssn())));
    }
  }

  /** Whether its response was an error: it has changed nothing, whatever it would do now. */
  private boolean wasRefused(Entry request) {
    return MessageTableBean.find(entities, request.clientId(), List.of(request.number())).stream()
        .anyMatch(answered -> answered.response().isError());
  }

  private long generation(ObjectKey key) {
    DataObject object = entities.find(key.type(), key.id());
    return object == null
        ? RemovalRow.generation(entities, RemovalKey.of(entities, key))
        : object.generation();
  }

  private void refuseOthers(Entry request, ObjectKey key, Execution execution) {
    for (Object written : execution.objects().keySet()) {
      Object id =
          entities.getEntityManagerFactory().getPersistenceUnitUtil().getIdentifier(written);
      if (written.getClass() != key.type() || !key.id().equals(id)) {
        throw new IllegalStateException(
            "The operation %s says that it touches %s %s only, and has written %s %s: this service cannot be copied fuzzily."
                .formatted(
                    request.operation(),
                    key.type().getSimpleName(),
                    key.id(),
                    written.getClass().getSimpleName(),
                    id));
      }
    }
  }
}
