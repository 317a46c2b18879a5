package io.understudy.tables;

import io.understudy.endpoint.ClientStanding;
import io.understudy.endpoint.StoredResponse;
import io.understudy.protocol.ClientNumber;
import io.understudy.protocol.TableSize;
import io.understudy.protocol.copy.CopyRecord;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.FlushModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Owns the message table and the clients' floors. */
@Stateless
public class MessageTableBean {
  /** Rows read in one statement, at most. */
  private static final int PAGE = 64;

  private static final String FROM =
      "SELECT CLIENT_NUMBER FROM UND_MESSAGE WHERE CLIENT_ID = ? AND CLIENT_NUMBER >= ?"
          + " ORDER BY CLIENT_ID, CLIENT_NUMBER LIMIT 1";

  @PersistenceContext EntityManager entities;

  /** The stored responses of a client's requests; numbers that are not there are left out. */
  public Map<Long, StoredResponse> lookUp(String clientId, List<Long> numbers) {
    LastCommit reached = LastCommit.seen();
    Map<Long, StoredResponse> found = new HashMap<>();
    find(entities, clientId, numbers)
        .forEach(
            request ->
                found.put(
                    request.number(),
                    new StoredResponse(
                        request.number(), request.ssn(), request.digest(), request.response())));
    reached.requireStillThere(entities);
    return found;
  }

  /**
   * The requests there are of some numbers: along the key, from each that is not yet looked for.
   * After a failover clients ask for all that they have outstanding.
   */
  static List<CopyRecord.OfRequest> find(
      EntityManager entities, String clientId, List<Long> numbers) {
    List<CopyRecord.OfRequest> found = new ArrayList<>();
    NavigableSet<Long> left = new TreeSet<>(numbers);
    while (!left.isEmpty()) {
      int rows = Math.min(PAGE, left.size());
      List<MessageRow> page = page(entities, clientId, left.first(), rows);
      for (MessageRow row : page) {
        left.headSet(row.firstNumber()).clear();
        if (!left.headSet(row.number(), true).isEmpty()) {
          row.requests().stream()
              .filter(request -> left.remove(request.number()))
              .forEach(found::add);
          left.headSet(row.number(), true).clear();
        }
      }
      if (page.size() < rows) {
        break;
      }
    }
    return found;
  }

  private static List<MessageRow> page(
      EntityManager entities, String clientId, long from, int rows) {
    return entities
        .createQuery(
            "select m from MessageRow m where m.clientId = :client and m.clientNumber >= :from"
                + " order by m.clientId, m.clientNumber",
            MessageRow.class)
        .setParameter("client", clientId)
        .setParameter("from", from)
        .setMaxResults(rows)
        .setFlushMode(FlushModeType.COMMIT) // what JPA has yet to write is no request
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

  /** How many requests of a client are there. */
  public long count(String clientId) {
    return entities
        .createQuery(
            "select coalesce(sum(m.requests), 0) from MessageRow m where m.clientId = :client",
            Number.class)
        .setParameter("client", clientId)
        .getSingleResult()
        .longValue();
  }

  /**
   * Adds answered requests, each client's by ascending numbers, higher than those there are; if one
   * of them is there already, the transaction fails.
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void add(Collection<List<CopyRecord.OfRequest>> ofClients) {
    add(entities, ofClients);
  }

  static void add(EntityManager entities, Collection<List<CopyRecord.OfRequest>> ofClients) {
    if (ofClients.isEmpty()) {
      return;
    }
    List<MessageRow> rows = new ArrayList<>();
    for (List<CopyRecord.OfRequest> requests : ofClients) {
      CopyRecord.OfRequest first = requests.get(0);
      RowInsert.requireNone(entities, FROM, first.clientId(), first.number());
      rows.addAll(MessageRow.of(requests));
    }
    RowInsert.insert(entities, MessageRow.INSERT, rows);
  }

  /**
   * Drops a client's requests up to its new floor (R8).
   *
   * @return what was dropped
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public TableSize forget(String clientId, long upTo) {
    Object[] sums =
        entities
            .createQuery(
                "select coalesce(sum(m.requests), 0), coalesce(sum(m.bodyBytes), 0)"
                    + " from MessageRow m where m.clientId = :client and m.clientNumber <= :upTo",
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
    TableSize dropped =
        new TableSize(((Number) sums[0]).longValue(), ((Number) sums[1]).longValue());
    List<MessageRow> next =
        entities
            .createQuery(
                "select m from MessageRow m where m.clientId = :client and m.clientNumber > :upTo"
                    + " order by m.clientId, m.clientNumber",
                MessageRow.class)
            .setParameter("client", clientId)
            .setParameter("upTo", upTo)
            .setMaxResults(1)
            .getResultList();
    for (MessageRow row : next) {
      if (row.firstNumber() <= upTo) {
        dropped = dropped.plus(row.drop(upTo));
      }
    }
    ClientRow client = entities.find(ClientRow.class, clientId);
    if (client == null) {
      entities.persist(new ClientRow(clientId, upTo));
    } else {
      client.raise(upTo);
    }
    return dropped;
  }
}
