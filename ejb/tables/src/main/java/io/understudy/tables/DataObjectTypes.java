package io.understudy.tables;

import io.understudy.api.DataObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.metamodel.EntityType;
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

  /**
   * @throws IllegalStateException if an entity is no data object: nobody would guard it (R11)
   */
  void refuseOthers() {
    for (EntityType<?> type : entities.getMetamodel().getEntities()) {
      Class<?> entity = type.getJavaType();
      if (!DataObject.class.isAssignableFrom(entity)
          && entity.getPackage() != DataObjectTypes.class.getPackage()) {
        throw new IllegalStateException(
            "The entity "
                + entity.getName()
                + " must extend "
                + DataObject.class.getName()
                + ": what is not a data object cannot be kept equal on all instances.");
      }
    }
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

  static String nameOf(EntityManager entities, Class<?> type) {
    return entities.getMetamodel().entity(type).getName();
  }
}
