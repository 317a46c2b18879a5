package io.understudy.tables;

import io.understudy.api.internal.Execution;
import io.understudy.api.internal.GroupScope;
import io.understudy.endpoint.Group;
import io.understudy.endpoint.GroupOutcome;
import io.understudy.protocol.Effect;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.Response;
import io.understudy.protocol.TableSize;
import io.understudy.tables.service.Call;
import io.understudy.tables.service.ObjectKey;
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
import org.eclipse.persistence.internal.sessions.AbstractSession;
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
  private final ObjectDigests digests = new ObjectDigests();
  private final Prefetch prefetch = new Prefetch();

  public GroupOutcome execute(Group group) {
    List<Entry> entries = group.entries();
    List<Effect> effects = new ArrayList<>(entries.size());
    GroupRows rows = new GroupRows();
    // From here on, too, all is read on the transaction's own connection, not on one for each.
    Database.of(entities).writeAhead(entities);
    AbstractSession session = (AbstractSession) entities.unwrap(UnitOfWork.class);
    List<Call> calls = read(group);
    prefetch.read(entities, calls);
    try (GroupScope scope = GroupScope.open(entries.get(0).ssn())) {
      for (int i = 0; i < entries.size(); i++) {
        Entry entry = entries.get(i);
        switch (entry.kind()) {
          case EPOCH -> effects.add(Effect.EMPTY);
          case FORGET -> {
            // What is written before is written now; what fails by that is no one entry's.
            group.progress().executing(EntryId.NONE);
            rows.writeTo(messages);
            effects.add(Effect.forgetting(messages.forget(entry.clientId(), entry.number())));
          }
          case REQUEST -> {
            Response response = group.known().get(entry.ssn());
            long objects = 0;
            if (response == null) {
              group.progress().executing(entry.id());
              Execution execution = new Execution(entry.ssn(), entry.timestamp(), entry.seed());
              Call call = calls.get(i);
              response = scope.execute(execution, () -> call.run(extension.service().bean()));
              if (response.isError() && execution.hasWritten()) {
                // What the failed one wrote cannot be told from what the others did.
                context.setRollbackOnly();
                effects.add(Effect.of(response, 0));
                return new GroupOutcome(effects, true);
              }
              objects = digests.digest(execution, session);
              if (execution.hasRemoved()) {
                entities.flush();
                rows.addRemoval(removal(call, entry.ssn()));
              }
              if (execution.hasWrittenInBulk()) {
                // What was read before is not what is there now.
                entities.flush();
                entities.clear();
              }
            }
            rows.add(entry, response);
            effects.add(Effect.of(response, objects));
          }
        }
      }
      // From here on what fails is no one entry's.
      group.progress().executing(EntryId.NONE);
      rows.writeTo(messages);
      rows.writeRemovals(entities);
      log.append(entries);
      // Constraints are broken here, not in a commit that tells nobody why it failed.
      entities.flush();
    }
    fence.movePositionAtCommit(
        group.fence(), entries, digest(entries.get(0).ssn(), effects), added(entries, effects));
    return new GroupOutcome(effects, false);
  }

  /** What the group adds to the digest of the history. */
  private static HistoryDigest digest(long firstSsn, List<Effect> effects) {
    HistoryDigest digest = new HistoryDigest(firstSsn - 1, 0, 0, 0);
    for (Effect effect : effects) {
      digest = digest.then(effect.digest());
    }
    return digest;
  }

  /** What the group adds to the message table, less what it drops. */
  private static TableSize added(List<Entry> entries, List<Effect> effects) {
    TableSize size = TableSize.NONE;
    for (int i = 0; i < entries.size(); i++) {
      size = size.after(entries.get(i), effects.get(i));
    }
    return size;
  }

  /** What a fuzzy copy needs to know of an object that is gone; null where none can be. */
  private RemovalRow removal(Call call, long ssn) {
    ObjectKey object = call.touched();
    return object == null ? null : new RemovalRow(RemovalKey.of(entities, object), ssn);
  }

  /** What each entry asks for; null for one that is not executed. */
  private List<Call> read(Group group) {
    List<Call> calls = new ArrayList<>(group.entries().size());
    for (Entry entry : group.entries()) {
      Call call = null;
      if (entry.kind() == Entry.Kind.REQUEST && !group.known().containsKey(entry.ssn())) {
        group.progress().executing(entry.id());
        call = extension.service().mutation(entry.operation(), entry.payload());
      }
      calls.add(call);
    }
    group.progress().executing(EntryId.NONE);
    return calls;
  }
}
