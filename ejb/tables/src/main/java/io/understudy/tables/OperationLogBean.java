package io.understudy.tables;

import io.understudy.endpoint.LogExtent;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.persistence.config.HintValues;
import org.eclipse.persistence.config.QueryHints;

/** Owns the operation log: committed entries in SSN order; and the history of epochs. */
@Stateless
public class OperationLogBean {
  /** Rows read at a time, whatever their size: of the largest, they take 16 MiB. */
  private static final int PAGE = 16;

  /** Rows read at a time if they are small. */
  private static final int LARGE_PAGE = 512;

  @PersistenceContext private EntityManager entities;

  /** Adds the entries; one that is there already fails the transaction. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void append(List<Entry> entries) {
    RowInsert.insert(entities, LogRow.INSERT, entries.stream().map(LogRow::new).toList());
    entries.stream()
        .filter(entry -> entry.kind() == Entry.Kind.EPOCH)
        .forEach(entry -> entities.persist(new EpochRow(entry)));
  }

  /**
   * Entries from an SSN on, consecutive; none if that one is not there.
   *
   * @param maxEntries most entries to read
   * @param maxBytes about how much memory they may take; at least one is read all the same
   */
  public List<Entry> read(long fromSsn, int maxEntries, int maxBytes) {
    List<Entry> read = new ArrayList<>();
    long bytes = 0;
    while (read.size() < maxEntries && bytes < maxBytes) {
      long next = fromSsn + read.size();
      int rows = fitting(next, Math.min(LARGE_PAGE, maxEntries - read.size()), maxBytes);
      List<LogRow> page = page(next, rows);
      for (LogRow row : page) {
        Entry entry = row.entry();
        if (entry.ssn() != fromSsn + read.size() || bytes >= maxBytes) {
          return read;
        }
        read.add(entry);
        bytes += entry.weight();
      }
      if (page.size() < rows) {
        break;
      }
    }
    return read;
  }

  private int fitting(long fromSsn, int wanted, int maxBytes) {
    RowSizes sizes = new RowSizes(entities, "OCTET_LENGTH(PAYLOAD)", "UND_LOG");
    int rows = wanted;
    while (rows > PAGE && sizes.bytes("SSN >= ?1", "SSN", rows, fromSsn) > 2L * maxBytes) {
      rows = Math.max(PAGE, rows / 2);
    }
    return rows;
  }

  public Optional<EntryId> committed(long ssn) {
    return Optional.ofNullable(entities.find(LogRow.class, ssn)).map(LogRow::id);
  }

  /** First entry of each epoch, ascending: the history (R9). */
  public List<EntryId> epochs() {
    return entities
        .createQuery("select e from EpochRow e order by e.ssn", EpochRow.class)
        .getResultStream()
        .map(EpochRow::id)
        .toList();
  }

  /**
   * What the log holds.
   *
   * @param otherwise timestamp of the last committed entry
   */
  public LogExtent extent(long first, long bytes, long otherwise) {
    long timestamp =
        entities
            .createQuery("select r.timestamp from LogRow r where r.ssn = :ssn", Long.class)
            .setParameter("ssn", first)
            .getResultStream()
            .findFirst()
            .orElse(otherwise);
    return new LogExtent(first, bytes, timestamp);
  }

  /** SSN of the first row from one to another that was decided at or after a moment, if any. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public Optional<Long> firstDecidedFrom(long moment, long fromSsn, long throughSsn) {
    return Optional.ofNullable(
        entities
            .createQuery(
                "select min(r.ssn) from LogRow r"
                    + " where r.ssn >= :from and r.ssn <= :through and r.timestamp >= :moment",
                Long.class)
            .setParameter("from", fromSsn)
            .setParameter("through", throughSsn)
            .setParameter("moment", moment)
            .getSingleResult());
  }

  /**
   * Drops the rows from one SSN to before another, and what is known of objects removed until then.
   *
   * @return bytes of their payloads
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public long drop(long fromSsn, long beforeSsn) {
    Number bytes =
        entities
            .createQuery(
                "select sum(function('OCTET_LENGTH', r.payload)) from LogRow r"
                    + " where r.ssn >= :from and r.ssn < :before",
                Number.class)
            .setParameter("from", fromSsn)
            .setParameter("before", beforeSsn)
            .getSingleResult();
    entities
        .createQuery("delete from LogRow r where r.ssn >= :from and r.ssn < :before")
        .setParameter("from", fromSsn)
        .setParameter("before", beforeSsn)
        .executeUpdate();
    entities
        .createQuery("delete from RemovalRow r where r.generation < :before")
        .setParameter("before", beforeSsn)
        .executeUpdate();
    return bytes == null ? 0 : bytes.longValue();
  }

  private List<LogRow> page(long fromSsn, int size) {
    return entities
        .createQuery("select r from LogRow r where r.ssn >= :from order by r.ssn", LogRow.class)
        .setParameter("from", fromSsn)
        .setMaxResults(size)
        .setHint(QueryHints.READ_ONLY, HintValues.TRUE)
        .getResultList();
  }
}
