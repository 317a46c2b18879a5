package io.understudy.tables;

import io.understudy.api.internal.GroupScope;
import io.understudy.endpoint.LogExtent;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBContext;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.Optional;

/** Drops the oldest rows of the operation log, a few in one transaction. */
@Stateless
public class RecyclingBean {
  /** What the fence allows; the last row stays, whatever has become of the data meanwhile. */
  private static final String MOVE_START =
      "update InstanceRow i set i.logStart = :kept, i.logBytes = i.logBytes - :bytes"
          + " where i.fence = :fence and i.logStart = :first and i.positionSsn >= :kept"
          + " and i.erasing = 0 and i.copyId = 0";

  @PersistenceContext private EntityManager entities;
  @Resource private EJBContext context;
  @EJB private OperationLogBean log;

  /**
   * Drops the rows up to an SSN whose entries were decided before a moment. The instance's row is
   * locked last, as at a group's commit.
   *
   * @return what is left; empty, with nothing dropped, if another fence has been raised since
   */
  public Optional<LogExtent> recycle(long fence, long throughSsn, long before) {
    InstanceRow row = entities.find(InstanceRow.class, InstanceRow.ONLY);
    long first = row.logStart();
    long next = throughSsn + 1;
    if (before < Long.MAX_VALUE) {
      next = log.firstDecidedFrom(before, first, throughSsn).orElse(next);
    }
    long kept = Math.max(first, next);
    GroupScope scope = GroupScope.open(0);
    try {
      long bytes = log.drop(first, kept);
      if (moveStart(fence, first, kept, bytes)) {
        return Optional.of(log.extent(kept, row.logBytes() - bytes, row.lastTimestamp()));
      }
    } finally {
      scope.close();
    }
    context.setRollbackOnly();
    return Optional.empty();
  }

  private boolean moveStart(long fence, long first, long kept, long bytes) {
    return entities
            .createQuery(MOVE_START)
            .setParameter("fence", fence)
            .setParameter("first", first)
            .setParameter("kept", kept)
            .setParameter("bytes", bytes)
            .executeUpdate()
        == 1;
  }
}
