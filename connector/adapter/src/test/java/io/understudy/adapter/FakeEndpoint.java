package io.understudy.adapter;

import io.understudy.endpoint.ClientStanding;
import io.understudy.endpoint.CopyReader;
import io.understudy.endpoint.Group;
import io.understudy.endpoint.GroupOutcome;
import io.understudy.endpoint.Identity;
import io.understudy.endpoint.InstanceEndpoint;
import io.understudy.endpoint.LogExtent;
import io.understudy.endpoint.ServiceDescription;
import io.understudy.endpoint.Standing;
import io.understudy.endpoint.StoredResponse;
import io.understudy.protocol.ClientNumber;
import io.understudy.protocol.Effect;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import io.understudy.protocol.copy.CopyPage;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.transaction.Status;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.transaction.xa.XAResource;

/**
 * An endpoint whose database is a list: commits what ran in a transaction that was not to be rolled
 * back, and spoils the group at the entries it is told to.
 */
final class FakeEndpoint implements InstanceEndpoint, MessageEndpoint, MessageEndpointFactory {
  final List<Long> committed = new CopyOnWriteArrayList<>();
  final List<String> writers = new CopyOnWriteArrayList<>();
  final List<List<String>> lookedUp = new CopyOnWriteArrayList<>();
  final List<Integer> transactions = new CopyOnWriteArrayList<>();
  final Set<Long> spoilers = ConcurrentHashMap.newKeySet();
  final FakeRegistry registry = new FakeRegistry();
  volatile int bodies;
  volatile int failures;
  volatile int unknownCommits;
  volatile boolean unknownButCommitted;

  /** What is told of a commit of which nothing is known; it may be wrong. */
  volatile int unknownStatus = Status.STATUS_UNKNOWN;

  /** Fails as often as told, in each attempt to look a commit up. */
  volatile int failedLookUps;

  volatile int failedQueries;
  volatile boolean diskIsAway;
  volatile int syncs;
  volatile int synced;

  /** SSN of the entry whose body does not end, or throws. */
  volatile long throwing;

  volatile Throwable thrown;
  volatile CountDownLatch hanging;

  private final List<Entry> ran = new ArrayList<>();
  private final Map<Long, EntryId> rows = new ConcurrentHashMap<>();

  @Override
  public GroupOutcome execute(Group group) {
    if (failures > 0) {
      failures--;
      throw new IllegalStateException("The database is away.");
    }
    List<Effect> effects = new ArrayList<>();
    for (Entry entry : group.entries()) {
      Response known = group.known().get(entry.ssn());
      if (known != null) {
        effects.add(Effect.of(known, 0));
      } else {
        bodies++;
        group.progress().executing(entry.id());
        if (entry.ssn() == throwing) {
          misbehave();
        }
        if (spoilers.contains(entry.ssn())) {
          effects.add(Effect.of(Response.error("SPOILT", ""), 0));
          return new GroupOutcome(effects, true);
        }
        effects.add(Effect.EMPTY);
      }
      ran.add(entry);
    }
    return new GroupOutcome(effects, false);
  }

  private void misbehave() {
    if (hanging != null) {
      try {
        hanging.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    } else if (thrown instanceof Error error) {
      throw error;
    } else if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
  }

  @Override
  public void beforeDelivery(Method method) {
    ran.clear();
    registry.begin();
  }

  @Override
  public void afterDelivery() {
    boolean unknown = !registry.isRollbackOnly() && unknownCommits > 0;
    if (unknown) {
      unknownCommits--;
    }
    if (!registry.isRollbackOnly() && (!unknown || unknownButCommitted)) {
      ran.forEach(entry -> committed.add(entry.ssn()));
      ran.forEach(entry -> rows.put(entry.ssn(), entry.id()));
      transactions.add(ran.size());
    }
    int status = registry.isRollbackOnly() ? Status.STATUS_ROLLEDBACK : Status.STATUS_COMMITTED;
    registry.end(unknown ? unknownStatus : status);
  }

  @Override
  public Optional<EntryId> committed(long ssn) {
    if (failedLookUps > 0) {
      failedLookUps--;
      throw new IllegalStateException("The database is away.");
    }
    return Optional.ofNullable(rows.get(ssn));
  }

  @Override
  public void release() {}

  @Override
  public MessageEndpoint createEndpoint(XAResource resource) {
    return this;
  }

  @Override
  public MessageEndpoint createEndpoint(XAResource resource, long timeout) {
    return this;
  }

  @Override
  public boolean isDeliveryTransacted(Method method) {
    return true;
  }

  @Override
  public String getActivationName() {
    return "fake";
  }

  @Override
  public Class<?> getEndpointClass() {
    return FakeEndpoint.class;
  }

  @Override
  public ServiceDescription describe() {
    return new ServiceDescription("store", 1, Map.of(), Set.of());
  }

  @Override
  public Standing raiseFence(Identity identity, long epochSeen) {
    throw new UnsupportedOperationException("not used");
  }

  @Override
  public Response query(String operation, Payload payload) {
    if (thrown instanceof Error error) {
      throw error;
    }
    if (failedQueries > 0) {
      failedQueries--;
      throw new IllegalStateException("The database is away.");
    }
    return Response.result(Payload.EMPTY);
  }

  @Override
  public List<Entry> readOperationLog(long fromSsn, int maxEntries, int maxBytes) {
    throw new UnsupportedOperationException("not used");
  }

  @Override
  public Optional<LogExtent> recycleOperationLog(long fence, long throughSsn, long before) {
    writers.add(Thread.currentThread().getName());
    return Optional.empty();
  }

  @Override
  public Map<Long, StoredResponse> lookUp(String clientId, List<Long> numbers) {
    throw new UnsupportedOperationException("not used");
  }

  @Override
  public List<ClientNumber> readMessageTable(ClientNumber after, int maxRows) {
    return List.of();
  }

  @Override
  public List<ClientStanding> clients(List<String> clientIds) {
    lookedUp.add(clientIds);
    if (hanging != null) {
      misbehave();
    }
    return clientIds.stream().map(id -> new ClientStanding(id.length(), 0)).toList();
  }

  @Override
  public long countRows(String clientId) {
    throw new UnsupportedOperationException("not used");
  }

  @Override
  public EntryId beginSync() {
    writers.add(Thread.currentThread().getName());
    return committed.isEmpty() ? EntryId.NONE : new EntryId(committed.get(committed.size() - 1), 1);
  }

  @Override
  public void endSync() {
    syncs++;
    if (diskIsAway) {
      throw new IllegalStateException("The disk is away.");
    }
    synced++;
  }

  @Override
  public void erase() {
    throw new UnsupportedOperationException("not used");
  }

  @Override
  public void readCopy(CopyReader reader) {
    throw new UnsupportedOperationException("not used");
  }

  @Override
  public void beginCopy(long copyId) {
    throw new UnsupportedOperationException("not used");
  }

  @Override
  public void loadCopy(long copyId, CopyPage page, Set<Long> rejected) {
    throw new UnsupportedOperationException("not used");
  }

  @Override
  public void endCopy(long copyId) {
    throw new UnsupportedOperationException("not used");
  }

  @Override
  public List<String> dump(String after, int limit) {
    throw new UnsupportedOperationException("not used");
  }
}
