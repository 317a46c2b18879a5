package io.understudy.tables;

import io.understudy.endpoint.ClientStanding;
import io.understudy.endpoint.StoredResponse;
import io.understudy.protocol.ClientNumber;
import io.understudy.protocol.TableSize;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.persistence.config.HintValues;
import org.eclipse.persistence.config.QueryHints;

/** Owns the message table and the clients' floors. */
@Stateless
public class MessageTableBean {
  /** Numbers asked for in one statement. */
  private static final int NUMBERS = 256;

  @PersistenceContext private EntityManager entities;

  /** The stored responses of a client's requests; numbers without a row are left out. */
  public Map<Long, StoredResponse> lookUp(String clientId, List<Long> numbers) {
    LastCommit reached = LastCommit.seen();
    Map<Long, StoredResponse> found = new HashMap<>();
    List<Long> ascending = numbers.stream().sorted().toList();
    for (int from = 0; from < ascending.size(); from += NUMBERS) {
      rows(entities, clientId, ascending.subList(from, Math.min(from + NUMBERS, ascending.size())))
          .forEach(row -> found.put(row.number(), row.stored()));
    }
    reached.requireStillThere(entities);
    return found;
  }

  /**
   * The rows there are of some numbers, which ascend. Their bounds lead H2 along the key: for the
   * numbers themselves it would look at all rows of the client, and after a failover clients ask
   * for all that they have outstanding.
   */
  static List<MessageRow> rows(EntityManager entities, String clientId, List<Long> numbers) {
    return entities
        .createQuery(
            "select m from MessageRow m where m.clientId = :client"
                + " and m.clientNumber between :low and :high and m.clientNumber in :numbers",
            MessageRow.class)
        .setParameter("client", clientId)
        .setParameter("low", numbers.get(0))
        .setParameter("high", numbers.get(numbers.size() - 1))
        .setParameter("numbers", numbers)
        .setHint(QueryHints.READ_ONLY, HintValues.TRUE)
        .getResultList();
  }

  /** Of each client with rows among the next ones, the last row. */
  public List<ClientNumber> read(ClientNumber after, int maxRows) {
    List<ClientNumber> rows = new ArrayList<>();
    // Two statements, each of which goes along the key; one with an "or" would not.
    rows.addAll(
        keys(
            query("m.clientId = :client and m.clientNumber > :number", after)
                .setParameter("number", after.number()),
            maxRows));
    if (rows.size() < maxRows) {
      rows.addAll(keys(query("m.clientId > :client", after), maxRows - rows.size()));
    }
    List<ClientNumber> lasts = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      String client = rows.get(i).clientId();
      if (i + 1 == rows.size() || !client.equals(rows.get(i + 1).clientId())) {
        lasts.add(rows.get(i));
      }
    }
    return lasts;
  }

  private TypedQuery<Object[]> query(String where, ClientNumber after) {
    return entities
        .createQuery(
            "select m.clientId, m.clientNumber from MessageRow m where "
                + where
                + " order by m.clientId, m.clientNumber",
            Object[].class)
        .setParameter("client", after.clientId());
  }

  private static List<ClientNumber> keys(TypedQuery<Object[]> query, int maxRows) {
    return query
        .setMaxResults(maxRows)
        .getResultStream()
        .map(row -> new ClientNumber((String) row[0], (Long) row[1]))
        .toList();
  }

  /** What the tables know of each of these clients, in this order. */
  public List<ClientStanding> clients(List<String> clientIds) {
    LastCommit reached = LastCommit.seen();
    List<ClientStanding> standings = clientIds.stream().map(this::client).toList();
    reached.requireStillThere(entities);
    return standings;
  }

  private ClientStanding client(String clientId) {
    ClientRow client = entities.find(ClientRow.class, clientId);
    long floor = client == null ? 0 : client.floor();
    // Along the key, whose last row it is; H2 would read all of them for a maximum.
    long highest =
        entities
            .createQuery(
                "select m.clientNumber from MessageRow m where m.clientId = :client"
                    + " order by m.clientId desc, m.clientNumber desc",
                Long.class)
            .setParameter("client", clientId)
            .setMaxResults(1)
            .getResultStream()
            .findFirst()
            .orElse(floor);
    return new ClientStanding(Math.max(highest, floor), floor);
  }

  /** How many rows a client has. */
  public long count(String clientId) {
    return entities
        .createQuery("select count(m) from MessageRow m where m.clientId = :client", Long.class)
        .setParameter("client", clientId)
        .getSingleResult();
  }

  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void add(List<MessageRow> rows) {
    RowInsert.insert(entities, MessageRow.INSERT, rows);
  }

  /**
   * Drops a client's rows up to its new floor (R8).
   *
   * @return what was dropped
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public TableSize forget(String clientId, long upTo) {
    Object[] sums =
        entities
            .createQuery(
                "select count(m), sum(function('OCTET_LENGTH', m.body)) from MessageRow m"
                    + " where m.clientId = :client and m.clientNumber <= :upTo",
                Object[].class)
            .setParameter("client", clientId)
            .setParameter("upTo", upTo)
            .getSingleResult();
    entities
        .createQuery(
            "delete from MessageRow m where m.clientId = :client and m.clientNumber <= :upTo")
        .setParameter("client", clientId)
        .setParameter("upTo", upTo)
        .executeUpdate();
    ClientRow client = entities.find(ClientRow.class, clientId);
    if (client == null) {
      entities.persist(new ClientRow(clientId, upTo));
    } else {
      client.raise(upTo);
    }
    return new TableSize(
        ((Number) sums[0]).longValue(), sums[1] == null ? 0 : ((Number) sums[1]).longValue());
  }
}
