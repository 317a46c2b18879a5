package io.understudy.tables;

import io.understudy.api.DataObject;
import io.understudy.tables.service.Call;
import io.understudy.tables.service.ObjectKey;
import jakarta.persistence.EntityManager;
import jakarta.persistence.metamodel.EntityType;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  /** By entity; null for one whose objects cannot be asked for so. */
  private final Map<Class<?>, Statement> statements = new HashMap<>();

  private record Statement(String jpql, Class<?> idType) {}

  /**
   * @param calls those to come; null for one that is not executed
   */
  void read(EntityManager entities, List<Call> calls) {
    if (calls.size() < FEWEST) {
      return;
    }
    Map<Class<? extends DataObject>, Set<Object>> ids = new HashMap<>();
    for (Call call : calls) {
      ObjectKey key = call == null ? null : call.touched();
      if (key != null) {
        ids.computeIfAbsent(key.type(), type -> new LinkedHashSet<>()).add(key.id());
      }
    }
    ids.forEach((type, those) -> read(entities, type, new ArrayList<>(those)));
  }

  private void read(EntityManager entities, Class<? extends DataObject> type, List<Object> ids) {
    Statement statement = statements.computeIfAbsent(type, asked -> statement(entities, asked));
    if (!ids.stream().allMatch(statement.idType::isInstance)) {
      return; // the operation says it in another type than the entity's
    }
    for (int from = 0; ids.size() - from >= FEWEST; from += MOST) {
      List<Object> some = ids.subList(from, Math.min(from + MOST, ids.size()));
      entities.createQuery(statement.jpql, type).setParameter("ids", padded(some)).getResultList();
    }
  }

  private static Statement statement(EntityManager entities, Class<?> asked) {
    EntityType<?> entity = entities.getMetamodel().entity(asked);
    Class<?> idType = entity.getIdType().getJavaType();
    String jpql =
        "select o from %s o where o.%s in :ids"
            .formatted(entity.getName(), entity.getId(idType).getName());
    return new Statement(jpql, MethodType.methodType(idType).wrap().returnType());
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
