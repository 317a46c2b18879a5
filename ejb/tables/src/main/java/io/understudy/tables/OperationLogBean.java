package io.understudy.tables;

import io.understudy.endpoint.LogExtent;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.persistence.config.HintValues;
import org.eclipse.persistence.config.QueryHints;

/** Owns the operation log: committed entries in SSN order; and the history of epochs. */
@Stateless
public class OperationLogBean {
  /** SQL for what a row takes. */
  private static final String SIZE = "OCTET_LENGTH(ENTRIES) + OCTET_LENGTH(PAYLOAD)";

  /** Rows read at a time, whatever their size: of the largest, they take 16 MiB. */
  private static final int PAGE = 16;

  /** Rows read at a time if they are small. */
  private static final int LARGE_PAGE = 512;

  private static final String FROM = "SELECT SSN FROM UND_LOG WHERE SSN >= ? ORDER BY SSN LIMIT 1";

  @PersistenceContext EntityManager entities;

  /** Adds consecutive entries; if one of them is there already, the transaction fails. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void append(List<Entry> entries) {
    RowInsert.requireNone(entities, FROM, entries.get(0).ssn());
    RowInsert.insert(entities, LogRow.INSERT, LogRow.of(entries));
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
        for (Entry entry : row.entries()) {
          if (entry.ssn() < fromSsn) {
            continue;
          }
          boolean isNext = entry.ssn() == fromSsn + read.size();
          if (!isNext || bytes >= maxBytes || read.size() == maxEntries) {
            return read;
          }
          read.add(entry);
          bytes += entry.weight();
        }
      }
      if (page.size() < rows) {
        break;
      }
    }
    return read;
  }

  private int fitting(long fromSsn, int wanted, int maxBytes) {
    RowSizes sizes = new RowSizes(entities, SIZE, "UND_LOG");
    int rows = wanted;
    while (rows > PAGE && sizes.bytes("SSN >= ?1", "SSN", rows, fromSsn) > 2L * maxBytes) {
      rows = Math.max(PAGE, rows / 2);
    }
    return rows;
  }

  /**
   * A commit that is still under way, as one whose connection was lost, holds the fence's row: it
   * ends first.
   */
  public Optional<EntryId> committed(long ssn) {
    entities.find(InstanceRow.class, InstanceRow.ONLY, LockModeType.PESSIMISTIC_WRITE);
    return entry(ssn).map(Entry::id);
  }

  private Optional<Entry> entry(long ssn) {
    return rows(ssn, 1)
        .getResultStream()
        .flatMap(row -> row.entries().stream())
        .filter(entry -> entry.ssn() == ssn)
        .findFirst();
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
    long timestamp = entry(first).map(Entry::timestamp).orElse(otherwise);
    return new LogExtent(first, bytes, timestamp);
  }

  /** SSN of the first entry from one to another that was decided at or after a moment, if any. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public Optional<Long> firstDecidedFrom(long moment, long fromSsn, long throughSsn) {
    Long row =
        entities
            .createQuery(
                "select min(r.ssn) from LogRow r"
                    + " where r.ssn >= :from and r.ssn <= :through and r.timestamp >= :moment",
                Long.class)
            .setParameter("from", fromSsn)
            .setParameter("through", throughSsn)
            .setParameter("moment", moment)
            .getSingleResult();
    return rows(row == null ? throughSsn : row, 1)
        .getResultStream()
        .flatMap(found -> found.entries().stream())
        .filter(entry -> entry.timestamp() >= moment && entry.ssn() <= throughSsn)
        .map(Entry::ssn)
        .findFirst();
  }

  /**
   * Drops the entries before an SSN, and what is known of objects removed until then.
   *
   * @param fromSsn the first one there is: PostgreSQL's index still leads to those dropped before
   * @return bytes of their payloads
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public long drop(long fromSsn, long beforeSsn) {
    long bytes =
        entities
            .createQuery(
                "select coalesce(sum(r.payloadBytes), 0) from LogRow r"
                    + " where r.ssn >= :from and r.ssn < :before",
                Number.class)
            .setParameter("from", fromSsn)
            .setParameter("before", beforeSsn)
            .getSingleResult()
            .longValue();
    entities
        .createQuery("delete from LogRow r where r.ssn >= :from and r.ssn < :before")
        .setParameter("from", fromSsn)
        .setParameter("before", beforeSsn)
        .executeUpdate();
    LogRow next = rows(beforeSsn, 1).getResultStream().findFirst().orElse(null);
    if (next != null && next.firstSsn() < beforeSsn) {
      bytes += next.dropBefore(beforeSsn);
    }
    entities
        .createQuery("delete from RemovalRow r where r.generation < :before")
        .setParameter("before", beforeSsn)
        .executeUpdate();
    return bytes;
  }

  private List<LogRow> page(long fromSsn, int size) {
    return rows(fromSsn, size).setHint(QueryHints.READ_ONLY, HintValues.TRUE).getResultList();
  }

  private TypedQuery<LogRow> rows(long fromSsn, int size) {
    return entities
        .createQuery("select r from LogRow r where r.ssn >= :from order by r.ssn", LogRow.class)
        .setParameter("from", fromSsn)
        .setMaxResults(size);
  }
}
