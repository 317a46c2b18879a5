package io.understudy.tables;

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
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import io.understudy.tables.service.ServiceExtension;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Where the resource adapter enters. Only {@link #execute} runs in the adapter's transaction; the
 * beans behind the other methods begin and end their own, so that a commit that fails is an
 * exception here and not a line in the container's log.
 */
@MessageDriven
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class InstanceListener implements InstanceEndpoint {
  /** Whether this process has its incarnation. */
  private static final AtomicBoolean STARTED = new AtomicBoolean();

  @Inject private ServiceExtension extension;
  @EJB private GroupBean groups;
  @EJB private QueryBean queries;
  @EJB private FenceBean fence;
  @EJB private ErasureBean erasure;
  @EJB private OperationLogBean log;
  @EJB private RecyclingBean recycling;
  @EJB private MessageTableBean messages;
  @EJB private DumpBean dumps;
  @EJB private CopySourceBean copySource;
  @EJB private CopyTargetBean copyTarget;

  @Override
  public ServiceDescription describe() {
    return extension.service().description();
  }

  /** Three transactions: what the first commits is synced by the second, and read by the third. */
  @Override
  public Standing raiseFence(Identity identity, long epochSeen) {
    fence.prepare();
    fence.raise(identity, epochSeen, describe().version(), !STARTED.get());
    STARTED.set(true);
    if (fence.isErasing()) {
      erase();
    } else if (fence.isCopyToBegin()) {
      eraseAll();
    }
    sync();
    return fence.standing();
  }

  @Override
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public GroupOutcome execute(Group group) {
    return groups.execute(group);
  }

  @Override
  public Response query(String operation, Payload payload) {
    return queries.query(operation, payload);
  }

  @Override
  public List<Entry> readOperationLog(long fromSsn, int maxEntries, int maxBytes) {
    return log.read(fromSsn, maxEntries, maxBytes);
  }

  @Override
  public Optional<LogExtent> recycleOperationLog(long fence, long throughSsn, long before) {
    return recycling.recycle(fence, throughSsn, before);
  }

  @Override
  public Map<Long, StoredResponse> lookUp(String clientId, List<Long> numbers) {
    return messages.lookUp(clientId, numbers);
  }

  @Override
  public List<ClientNumber> readMessageTable(ClientNumber after, int maxRows) {
    return messages.read(after, maxRows);
  }

  @Override
  public List<ClientStanding> clients(List<String> clientIds) {
    return messages.clients(clientIds);
  }

  @Override
  public long countRows(String clientId) {
    return messages.count(clientId);
  }

  @Override
  public EntryId beginSync() {
    EntryId position = fence.beginSync();
    fence.compact();
    return position;
  }

  @Override
  public void endSync() {
    fence.endSync();
  }

  private void sync() {
    fence.beginSync();
    fence.endSync();
  }

  /** The mark comes first and goes last, so that a crash in between does not leave half a state. */
  @Override
  public void erase() {
    fence.beginErasing();
    eraseAll();
    fence.endErasing();
    sync();
  }

  private void eraseAll() {
    while (erasure.erasePage()) {
      // each page is a transaction of its own
    }
  }

  @Override
  public void readCopy(CopyReader reader) {
    if (!reader.isFuzzy()) {
      copySource.read(reader);
      return;
    }
    CopyCourse course = null;
    for (CopyPlace from = reader.awaitWanted(); from != null; from = reader.awaitWanted()) {
      course = copySource.readFuzzily(reader, from, course);
    }
  }

  @Override
  public void beginCopy(long copyId) {
    copyTarget.begin(copyId);
    eraseAll();
    sync();
  }

  @Override
  public void loadCopy(long copyId, CopyPage page, Set<Long> rejected) {
    Set<Long> failed = new HashSet<>(rejected);
    while (true) {
      try {
        copyTarget.load(copyId, page, failed);
        return;
      } catch (FailedRequestException e) { // all was rolled back
        failed.add(e.ssn());
      }
    }
  }

  /** Two transactions: what was loaded is on the disk before the mark goes. */
  @Override
  public void endCopy(long copyId) {
    sync();
    copyTarget.end(copyId);
    sync();
  }

  @Override
  public List<String> dump(String after, int limit) {
    return dumps.dump(after, limit);
  }

  @Override
  public Optional<EntryId> committed(long ssn) {
    return log.committed(ssn);
  }
}
