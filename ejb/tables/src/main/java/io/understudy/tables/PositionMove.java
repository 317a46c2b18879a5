package io.understudy.tables;

import io.understudy.protocol.Entry;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.TableSize;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * The last act of a group's transaction: locks the fence's row and moves the position (R12). What
 * it throws rolls the transaction back. The row is not locked before, so that a group which waits
 * to become stable holds up nobody who raises the fence.
 */
final class PositionMove implements Synchronization {
  private static final String MOVE =
      "UPDATE UND_INSTANCE SET POSITION_SSN = ?, POSITION_EPOCH = ?, LAST_TIMESTAMP = ?,"
          + " LOG_BYTES = LOG_BYTES + ?, MESSAGE_ROWS = MESSAGE_ROWS + ?,"
          + " MESSAGE_BYTES = MESSAGE_BYTES + ?,"
          + " RESPONSES_DIGEST = MOD(RESPONSES_DIGEST + ?, "
          + HistoryDigest.MODULUS
          + "), OBJECTS_DIGEST = MOD(OBJECTS_DIGEST + ?, "
          + HistoryDigest.MODULUS
          + ")"
          + " WHERE ID = "
          + InstanceRow.ONLY
          + " AND FENCE = ? AND POSITION_SSN = ? AND ERASING = 0 AND COPY_ID = 0";

  private final DataSource source;
  private final long fence;
  private final Entry first;
  private final Entry last;
  private final long logBytes;
  private final HistoryDigest added;
  private final TableSize messages;

  /**
   * @param source gives the transaction's own connection; JPA has given its handle back by then
   * @param fence the fence the group may commit under
   * @param entries the group, consecutive
   * @param added what they add to the digest of the history (R10)
   * @param messages what they add to the message table, less what they drop
   */
  PositionMove(
      DataSource source, long fence, List<Entry> entries, HistoryDigest added, TableSize messages) {
    this.source = source;
    this.fence = fence;
    this.first = entries.get(0);
    this.last = entries.get(entries.size() - 1);
    this.logBytes = entries.stream().mapToLong(entry -> entry.payload().size()).sum();
    this.added = added;
    this.messages = messages;
  }

  @Override
  public void beforeCompletion() {
    try (Connection connection = source.getConnection();
        PreparedStatement move = connection.prepareStatement(MOVE)) {
      move.setLong(1, last.ssn());
      move.setLong(2, last.epoch());
      move.setLong(3, last.timestamp());
      move.setLong(4, logBytes);
      move.setLong(5, messages.rows());
      move.setLong(6, messages.bytes());
      move.setLong(7, added.responses());
      move.setLong(8, added.objects());
      move.setLong(9, fence);
      move.setLong(10, first.ssn() - 1);
      if (move.executeUpdate() != 1) {
        throw new StaleFenceException(
            "Entries %d to %d may not be committed: fence %d has been raised, or the position is not %d."
                .formatted(first.ssn(), last.ssn(), fence, first.ssn() - 1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("The position could not be moved.", e);
    }
  }

  @Override
  public void afterCompletion(int status) {
    if (status == Status.STATUS_COMMITTED) {
      LastCommit.reached(last.ssn());
    }
  }
}
