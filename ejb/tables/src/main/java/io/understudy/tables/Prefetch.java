package io.understudy.tables;

import io.understudy.api.DataObject;
import io.understudy.tables.service.Call;
import io.understudy.tables.service.ObjectKey;
import jakarta.persistence.EntityManager;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.persistence.descriptors.ClassDescriptor;
import org.eclipse.persistence.internal.sessions.AbstractSession;
import org.eclipse.persistence.mappings.DatabaseMapping;

/**
 * Reads the objects that the entries of a group say they touch, before the first of them runs: many
 * in one statement, where each entry would have one of its own. Each then finds its object in the
 * persistence context, as it would after an earlier entry of the group had read it.
 */
final class Prefetch {
  /** Fewer are as soon read one by one. */
  private static final int FEWEST = 3;

  /** More are read by several statements: so the database sees few different ones. */
  private static final int MOST = 64;

  /** By entity; empty for what cannot be asked for so. */
  private final Map<Class<?>, Optional<Statement>> statements = new HashMap<>();

  private record Statement(String jpql, Class<?> idType) {}

  /**
   * @param calls those to come; null for one that is not read ahead
   */
  void read(EntityManager entities, AbstractSession session, List<Call> calls) {
    if (calls.size() < FEWEST) {
      return;
    }
    Map<Class<? extends DataObject>, Set<Object>> ids = new HashMap<>();
    for (Call call : calls) {
      if (call != null && call.writesInBulk()) {
        return; // it would have to be read once more after that
      }
      ObjectKey key = call == null ? null : call.touched();
      if (key != null) {
        ids.computeIfAbsent(key.type(), type -> new LinkedHashSet<>()).add(key.id());
      }
    }
    ids.forEach(
        (type, those) ->
            statements
                .computeIfAbsent(type, asked -> statement(session.getDescriptor(asked)))
                .ifPresent(found -> read(entities, type, found, new ArrayList<>(those))));
  }

  private static void read(
      EntityManager entities,
      Class<? extends DataObject> type,
      Statement statement,
      List<Object> ids) {
    if (!ids.stream().allMatch(statement.idType::isInstance)) {
      return; // the operation says it in another type than the entity's
    }
    for (int from = 0; ids.size() - from >= FEWEST; from += MOST) {
      List<Object> some = ids.subList(from, Math.min(from + MOST, ids.size()));
      entities.createQuery(statement.jpql, type).setParameter("ids", padded(some)).getResultList();
    }
  }

  private static Optional<Statement> statement(ClassDescriptor entity) {
    if (entity == null || entity.getPrimaryKeyFields().size() != 1) {
      return Optional.empty();
    }
    DatabaseMapping id = entity.getObjectBuilder().getPrimaryKeyMappings().get(0);
    if (!id.isDirectToFieldMapping()) {
      return Optional.empty();
    }
    String jpql =
        "select o from %s o where o.%s in :ids".formatted(entity.getAlias(), id.getAttributeName());
    // what an argument or an attribute is as an object, where it is a primitive
    Class<?> type = MethodType.methodType(id.getAttributeClassification()).wrap().returnType();
    return Optional.of(new Statement(jpql, type));
  }

  /** With the last one again and again, to a power of two: few different statements. */
  private static List<Object> padded(List<Object> ids) {
    List<Object> padded = new ArrayList<>(ids);
    Object last = ids.get(ids.size() - 1);
    while (Integer.bitCount(padded.size()) != 1) {
      padded.add(last);
    }
    return padded;
  }
}
