package io.understudy.tables;

import io.understudy.endpoint.CopyMark;
import io.understudy.endpoint.Identity;
import io.understudy.endpoint.Standing;
import io.understudy.endpoint.WrongDatabaseException;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.TableSize;
import io.understudy.protocol.copy.CopyPlace;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.eclipse.persistence.sessions.Connector;
import org.eclipse.persistence.sessions.JNDIConnector;
import org.eclipse.persistence.sessions.Session;

/** Owns the instance's row: whose database it is, who may commit to it, where it stands (R12). */
@Stateless
public class FenceBean {
  @PersistenceContext private EntityManager entities;
  @Resource private TransactionSynchronizationRegistry transaction;
  @EJB private OperationLogBean log;

  /** To be called before the fence is raised. */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void prepare() {
    try (Connection connection = source().getConnection()) {
      Database database = Database.of(connection);
      database.prepare(connection);
      Database.know(database);
    } catch (SQLException e) {
      throw new IllegalStateException("The database could not be prepared.", e);
    }
  }

  /**
   * Raises the fence: what holds an earlier one can commit no more once this is committed.
   *
   * @param serviceVersion the version of the service whose data objects are here from now on
   * @param starting whether a process starts: its incarnation is a new one
   */
  public void raise(Identity owner, long epochSeen, int serviceVersion, boolean starting) {
    refuseUncarriedEntities();
    InstanceRow row =
        entities.find(InstanceRow.class, InstanceRow.ONLY, LockModeType.PESSIMISTIC_WRITE);
    if (row == null) {
      row = new InstanceRow(owner);
      entities.persist(row);
    }
    row.refuseUnlessOwnedBy(owner);
    row.raiseFence(epochSeen);
    row.digestObjectsOf(serviceVersion);
    if (starting) {
      row.startAnew();
    }
  }

  /** Where its persistence unit does not name {@link StartCheck}, too. */
  private void refuseUncarriedEntities() {
    EntityCheck.refusal(entities.unwrap(Session.class).getDescriptors().values())
        .ifPresent(
            why -> {
              throw new WrongDatabaseException(why);
            });
  }

  /**
   * Begins to bring all that was committed so far to the disk.
   *
   * @return the position, read before that began (R9)
   */
  public EntryId beginSync() {
    LastCommit reached = LastCommit.seen();
    EntryId position = row().position();
    reached.requireStillThere(position.ssn());
    Database.of(entities).beginSync(entities);
    return position;
  }

  /** Has that on the disk once this is committed, unless the database has lost it since. */
  public void endSync() {
    LastCommit reached = LastCommit.seen();
    Database.of(entities).endSync(entities);
    reached.requireStillThere(entities);
  }

  /** Has the database give back a part of what is outdated in its files. */
  public void compact() {
    Database.of(entities).compact(entities);
  }

  public Standing standing() {
    LastCommit reached = LastCommit.seen();
    InstanceRow row = row();
    reached.requireStillThere(row.position().ssn());
    LastCommit.reached(row.position().ssn());
    return new Standing(
        row.fence(),
        row.position(),
        log.epochs(),
        row.lastTimestamp(),
        row.digest(),
        row.epochSeen(),
        row.incarnation(),
        log.extent(row.logStart(), row.logBytes(), row.lastTimestamp()),
        row.messages(),
        row.copying());
  }

  public void beginErasing() {
    InstanceRow row = lockedRow();
    LastCommit.forget();
    row.beginErasing();
  }

  public boolean isErasing() {
    return row().isErasing();
  }

  /** Whether a full copy was begun, of which nothing has been loaded: there may be other data. */
  public boolean isCopyToBegin() {
    CopyMark copying = row().copying();
    return copying != null && copying.place().equals(CopyPlace.BEGIN);
  }

  public void endErasing() {
    lockedRow().endErasing();
  }

  /** Has the position moved behind these entries as the last act before the commit (R12). */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void movePositionAtCommit(
      long fence, List<Entry> entries, HistoryDigest added, TableSize messages) {
    transaction.registerInterposedSynchronization(
        new PositionMove(source(), fence, entries, added, messages));
  }

  private InstanceRow row() {
    InstanceRow row = entities.find(InstanceRow.class, InstanceRow.ONLY);
    if (row == null) {
      throw new IllegalStateException("The database belongs to no instance yet: raise the fence.");
    }
    return row;
  }

  private InstanceRow lockedRow() {
    InstanceRow row = row();
    entities.lock(row, LockModeType.PESSIMISTIC_WRITE);
    return row;
  }

  /** The data source of the persistence unit, whatever its name: the service chose it. */
  private DataSource source() {
    Connector connector = entities.unwrap(Session.class).getLogin().getConnector();
    return ((JNDIConnector) connector).getDataSource();
  }
}
