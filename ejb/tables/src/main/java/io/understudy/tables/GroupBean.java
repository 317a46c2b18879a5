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
  /** Arguments take some 25 times as much memory as the payload they are read from. */
  private static final int AHEAD_BYTES = 256 << 10;

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
    List<Call> calls = readAhead(group);
    prefetch.read(entities, session, calls);
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
            Effect effect = request(entry, calls.get(i), group, scope, session, rows);
            effects.add(effect);
            if (effect.response().isError() && context.getRollbackOnly()) {
              return new GroupOutcome(effects, true);
            }
            rows.add(entry, effect.response());
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

  /** Sets the transaction to be rolled back if the entry has failed and has written. */
  private Effect request(
      Entry entry,
      Call ahead,
      Group group,
      GroupScope scope,
      AbstractSession session,
      GroupRows rows) {
    Response known = group.known().get(entry.ssn());
    if (known != null) {
      return Effect.of(known, 0);
    }
    group.progress().executing(entry.id());
    Call call = ahead == null ? call(entry) : ahead;
    ObjectKey touched = call.touched(); // of its arguments as they were
    boolean bulk = call.writesInBulk();
    if (bulk) {
      group.progress().executing(EntryId.NONE);
      detachAll();
      group.progress().executing(entry.id());
    }
    Execution execution = new Execution(entry.ssn(), entry.timestamp(), entry.seed());
    Response response = scope.execute(execution, () -> call.run(extension.service().bean()));
    if (response.isError() && execution.hasWritten()) {
      // What the failed one wrote cannot be told from what the others did.
      context.setRollbackOnly();
      return Effect.of(response, 0);
    }
    long objects = digests.digest(execution, session);
    if (execution.hasRemoved()) {
      entities.flush();
      rows.addRemoval(
          touched == null ? null : new RemovalRow(RemovalKey.of(entities, touched), entry.ssn()));
    }
    if (execution.hasWrittenInBulk()) {
      call.noteBulk();
      requireNothingReadBefore(bulk, entry, group);
      detachAll();
    }
    return Effect.of(response, objects);
  }

  /**
   * What it has found may have been read by others, before its statement: then its answer hangs on
   * the group it is in. From now on that is known of its operation.
   */
  private static void requireNothingReadBefore(boolean detached, Entry entry, Group group) {
    if (!detached && group.entries().size() > 1) {
      throw new IllegalStateException(
          "The operation %s writes by a statement, past the objects that others have read: it is executed once more."
              .formatted(entry.operation()));
    }
  }

  /** Whoever finds an object after this reads it. */
  private void detachAll() {
    entities.flush();
    entities.clear();
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

  /** What the first entries ask for; null for one that is read when it is its turn. */
  private List<Call> readAhead(Group group) {
    List<Call> calls = new ArrayList<>(group.entries().size());
    long bytes = 0;
    for (Entry entry : group.entries()) {
      boolean executed =
          entry.kind() == Entry.Kind.REQUEST && !group.known().containsKey(entry.ssn());
      bytes += executed ? entry.payload().size() : 0;
      if (executed && bytes <= AHEAD_BYTES) {
        group.progress().executing(entry.id());
        calls.add(call(entry));
      } else {
        calls.add(null);
      }
    }
    group.progress().executing(EntryId.NONE);
    return calls;
  }

  private Call call(Entry entry) {
    return extension.service().mutation(entry.operation(), entry.payload());
  }
}
