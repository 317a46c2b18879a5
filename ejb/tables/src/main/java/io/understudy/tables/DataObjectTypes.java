package io.understudy.tables;

import io.understudy.api.DataObject;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.eclipse.persistence.sessions.server.ServerSession;

/** The entities of the service: all in the persistence unit but Understudy's own. */
final class DataObjectTypes {
  private final EntityManager entities;

  DataObjectTypes(EntityManager entities) {
    this.entities = entities;
  }

  /** Those that refer to others before those they refer to. */
  List<Class<? extends DataObject>> inOrderOfErasure() {
    ServerSession session = entities.getEntityManagerFactory().unwrap(ServerSession.class);
    List<Class<? extends DataObject>> types = new ArrayList<>();
    for (Class<?> type : session.getCommitManager().getCommitOrder()) {
      if (DataObject.class.isAssignableFrom(type)) {
        types.add(type.asSubclass(DataObject.class));
      }
    }
    Collections.reverse(types);
    return types;
  }

  /**
   * @throws IllegalStateException if the service has none of that name
   */
  Class<? extends DataObject> named(String entity) {
    return inOrderOfErasure().stream()
        .filter(type -> nameOf(entities, type).equals(entity))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("The service has no entity " + entity + " here."));
  }

  static String nameOf(EntityManager entities, Class<?> type) {
    return entities.getMetamodel().entity(type).getName();
  }
}
