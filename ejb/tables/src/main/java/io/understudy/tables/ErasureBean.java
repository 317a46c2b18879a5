package io.understudy.tables;

import io.understudy.api.DataObject;
import io.understudy.api.internal.Execution;
import io.understudy.api.internal.GroupScope;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import org.eclipse.persistence.sessions.server.ServerSession;

/**
 * Empties the tables: the objects page by page, so that no transaction grows with the data and what
 * refers to others goes first; Understudy's own tables, to which nothing refers, as a whole.
 */
@Stateless
public class ErasureBean {
  /** Objects removed in one transaction. */
  private static final int OBJECTS = 500;

  private static final List<String> OWN_TABLES =
      List.of("UND_MESSAGE", "UND_CLIENT", "UND_REMOVAL", "UND_EPOCH", "UND_LOG");

  @PersistenceContext EntityManager entities;

  /**
   * Removes a page of the objects that are left; if none is, all that is in Understudy's own
   * tables.
   *
   * @return whether there was an object to remove
   */
  public boolean erasePage() {
    try (GroupScope scope = GroupScope.open(0)) {
      // Outside of any entry, but the data goes as a whole: nobody is to keep a generation.
      boolean erased = scope.execute(new Execution(0, 0, 0), this::eraseObjects);
      if (!erased) {
        OWN_TABLES.forEach(this::truncate);
      }
      return erased;
    }
  }

  private boolean eraseObjects() {
    for (Class<? extends DataObject> type : new DataObjectTypes(entities).inOrderOfErasure()) {
      String entity = DataObjectTypes.nameOf(entities, type);
      List<? extends DataObject> page =
          entities
              .createQuery("select o from " + entity + " o", type)
              .setMaxResults(OBJECTS)
              .getResultList();
      if (!page.isEmpty()) {
        page.forEach(entities::remove);
        entities.flush();
        if (page.size() < OBJECTS) {
          truncateWhatStays(entity, type);
        }
        return true;
      }
    }
    return false;
  }

  /**
   * A row can be there and not be found to be removed: H2 leaves one so at times when its process
   * is killed, of which the digests tell (R10). Without this the instance would never be empty.
   */
  private void truncateWhatStays(String entity, Class<?> type) {
    long left =
        entities.createQuery("select count(o) from " + entity + " o", Long.class).getSingleResult();
    if (left > 0) {
      ServerSession session = entities.getEntityManagerFactory().unwrap(ServerSession.class);
      session
          .getDescriptor(type)
          .getTables()
          .forEach(table -> truncate(table.getQualifiedNameDelimited(session.getPlatform())));
    }
  }

  private void truncate(String table) {
    entities.createNativeQuery("TRUNCATE TABLE " + table).executeUpdate();
  }
}
