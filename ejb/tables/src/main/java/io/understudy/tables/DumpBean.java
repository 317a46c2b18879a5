package io.understudy.tables;

import io.understudy.api.DataObject;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.eclipse.persistence.config.HintValues;
import org.eclipse.persistence.config.QueryHints;

/**
 * Writes data objects as text lines in an order that every database gives: by entity, then by id,
 * texts by their UTF-8 bytes.
 */
@Stateless
public class DumpBean {
  @PersistenceContext private EntityManager entities;

  /**
   * @param after {@link ObjectLine#keyOf key} of the last line read; empty for the first page
   */
  public List<String> dump(String after, int limit) {
    ObjectLine.Key from = after.isEmpty() ? null : ObjectLine.parse(after);
    List<String> lines = new ArrayList<>();
    for (ObjectLine line : linesInOrder()) {
      int order = from == null ? 1 : line.entity().compareTo(from.entity());
      if (order >= 0 && lines.size() < limit) {
        List<? extends DataObject> page =
            page(line, order == 0 ? line.id(from) : null, limit - lines.size());
        page.forEach(object -> lines.add(line.of(object)));
      }
    }
    return lines;
  }

  private List<ObjectLine> linesInOrder() {
    return new DataObjectTypes(entities)
        .inOrderOfErasure().stream()
            .map(type -> new ObjectLine(new PortableObject(entities, type)))
            .sorted(Comparator.comparing(ObjectLine::entity))
            .toList();
  }

  private List<? extends DataObject> page(ObjectLine line, Object after, int limit) {
    boolean text = line.form().idType() == String.class;
    String id = "o." + line.form().idName();
    String ordered = text ? Database.of(entities).bytesOf(id) : id;
    String jpql =
        "select o from %s o %s order by %s"
            .formatted(
                line.entity(), after == null ? "" : "where " + ordered + " > :after", ordered);
    TypedQuery<? extends DataObject> query = entities.createQuery(jpql, line.form().type());
    if (after != null) {
      query.setParameter("after", text ? ((String) after).getBytes(StandardCharsets.UTF_8) : after);
    }
    return query
        .setMaxResults(limit)
        .setHint(QueryHints.READ_ONLY, HintValues.TRUE)
        .getResultList();
  }
}
