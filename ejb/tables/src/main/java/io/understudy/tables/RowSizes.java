package io.understudy.tables;

import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;

/**
 * How much the rows of a table would take that are not read yet. Small ones may be followed by the
 * largest there are, and a database gives all that it is asked for at once.
 */
final class RowSizes {
  private final EntityManager entities;
  private final String column;
  private final String table;

  /**
   * @param column SQL for the bytes of a row's values that may be large
   */
  RowSizes(EntityManager entities, String column, String table) {
    this.entities = entities;
    this.column = column;
    this.table = table;
  }

  /**
   * Of the first rows.
   *
   * @param where SQL that says which, with ?1 and so on for the values
   */
  long bytes(String where, String order, int rows, Object... values) {
    Query query =
        entities.createNativeQuery(
            "SELECT COALESCE(SUM(PART.SIZE_OF_ROW), 0) FROM (SELECT %s AS SIZE_OF_ROW FROM %s WHERE %s ORDER BY %s LIMIT %d) PART"
                .formatted(column, table, where, order, rows));
    for (int i = 0; i < values.length; i++) {
      query.setParameter(i + 1, values[i]);
    }
    return ((Number) query.getSingleResult()).longValue();
  }
}
