package io.understudy.tables;

import io.understudy.api.DataObject;
import io.understudy.api.internal.Execution;
import io.understudy.api.internal.GroupScope;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;

/** Empties the tables, page by page, so that no transaction grows with the data. */
@Stateless
public class ErasureBean {
  /** Objects removed in one transaction. */
  private static final int OBJECTS = 500;

  /** Entries removed in one transaction. */
  private static final long ENTRIES = 10_000;

  /** Requests whose clients' rows are removed in one transaction. */
  private static final int REQUESTS = 1000;

  @PersistenceContext private EntityManager entities;

  /**
   * Removes a page of what is left.
   *
   * @return whether there was something to remove
   */
  public boolean erasePage() {
    try (GroupScope scope = GroupScope.open(0)) {
      // Outside of any entry, but the data goes as a whole: nobody is to keep a generation.
      boolean erased = scope.execute(new Execution(0, 0, 0), this::eraseObjects);
      return erased
          || eraseMessages()
          || eraseClients()
          || eraseRemovals()
          || eraseEpochs()
          || eraseLog();
    }
  }

  private boolean eraseObjects() {
    for (Class<? extends DataObject> type : new DataObjectTypes(entities).inOrderOfErasure()) {
      List<? extends DataObject> page =
          entities
              .createQuery("select o from " + DataObjectTypes.nameOf(entities, type) + " o", type)
              .setMaxResults(OBJECTS)
              .getResultList();
      if (!page.isEmpty()) {
        page.forEach(entities::remove);
        entities.flush();
        return true;
      }
    }
    return false;
  }

  private boolean eraseMessages() {
    List<Object[]> page =
        entities
            .createQuery(
                "select m.clientId, m.number from MessageRow m order by m.clientId, m.number",
                Object[].class)
            .setMaxResults(REQUESTS)
            .getResultList();
    for (int i = 0; i < page.size(); i++) {
      boolean last = i + 1 == page.size() || !page.get(i)[0].equals(page.get(i + 1)[0]);
      if (last) {
        entities
            .createQuery(
                "delete from MessageRow m where m.clientId = :client and m.number <= :number")
            .setParameter("client", page.get(i)[0])
            .setParameter("number", page.get(i)[1])
            .executeUpdate();
      }
    }
    return !page.isEmpty();
  }

  private boolean eraseClients() {
    return entities.createQuery("delete from ClientRow c").executeUpdate() > 0;
  }

  private boolean eraseRemovals() {
    return entities.createQuery("delete from RemovalRow r").executeUpdate() > 0;
  }

  private boolean eraseEpochs() {
    return entities.createQuery("delete from EpochRow e").executeUpdate() > 0;
  }

  private boolean eraseLog() {
    Long first =
        entities.createQuery("select min(r.ssn) from LogRow r", Long.class).getSingleResult();
    if (first == null) {
      return false;
    }
    entities
        .createQuery("delete from LogRow r where r.ssn < :end")
        .setParameter("end", first + ENTRIES)
        .executeUpdate();
    return true;
  }
}
