package io.understudy.tables;

import io.understudy.api.internal.Execution;
import io.understudy.api.internal.GroupScope;
import io.understudy.endpoint.Group;
import io.understudy.endpoint.GroupOutcome;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Response;
import io.understudy.tables.service.ServiceExtension;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.persistence.sessions.UnitOfWork;

/** Executes a group of entries in the caller's transaction (design.md 3). */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class GroupBean {
  @PersistenceContext private EntityManager entities;
  @Resource private EJBContext context;
  @Inject private ServiceExtension extension;
  @EJB private MessageTableBean messages;
  @EJB private OperationLogBean log;
  @EJB private FenceBean fence;

  public GroupOutcome execute(Group group) {
    List<Entry> entries = group.entries();
    List<Response> responses = new ArrayList<>(entries.size());
    GroupRows rows = new GroupRows();
    // All reads on the transaction's own connection, not on one fetched for each.
    entities.unwrap(UnitOfWork.class).beginEarlyTransaction();
    try (GroupScope scope = GroupScope.open(entries.get(0).ssn())) {
      for (Entry entry : entries) {
        switch (entry.kind()) {
          case EPOCH -> responses.add(Response.EMPTY);
          case FORGET -> {
            rows.forget(entry);
            responses.add(Response.EMPTY);
          }
          case REQUEST -> {
            Response response = group.known().get(entry.ssn());
            if (response == null) {
              group.progress().executing(entry.id());
              Execution execution = new Execution(entry.ssn(), entry.timestamp(), entry.seed());
              response = scope.execute(execution, () -> call(entry));
              if (response.isError() && execution.hasWritten()) {
                // What the failed one wrote cannot be told from what the others did.
                context.setRollbackOnly();
                responses.add(response);
                return new GroupOutcome(responses, true);
              }
              if (execution.hasRemoved()) {
                entities.flush();
              }
            }
            rows.add(entry, response);
            responses.add(response);
          }
        }
      }
      // From here on what fails is no one entry's.
      group.progress().executing(EntryId.NONE);
      rows.writeTo(messages);
      log.append(entries);
      // Constraints are broken here, not in a commit that tells nobody why it failed.
      entities.flush();
    }
    fence.movePositionAtCommit(group.fence(), entries);
    return new GroupOutcome(responses, false);
  }

  private Response call(Entry entry) {
    return extension.service().mutate(entry.operation(), entry.payload());
  }
}
