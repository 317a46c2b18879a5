package io.understudy.tables;

import io.understudy.protocol.Entry;
import io.understudy.protocol.Response;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows that a group leaves in the message table, gathered so that many are written in one go.
 */
final class GroupRows {
  private final List<MessageRow> rows = new ArrayList<>();
  private final Map<RemovalKey, RemovalRow> removals = new HashMap<>();

  void add(Entry request, Response response) {
    rows.add(new MessageRow(request, response));
  }

  /** Of the same object only the last one counts. */
  void addRemoval(RemovalRow removal) {
    if (removal != null) {
      removals.put(removal.key(), removal);
    }
  }

  void writeRemovals(EntityManager entities) {
    RemovalRow.write(entities, List.copyOf(removals.values()));
  }

  /** What was added since the last time. */
  void writeTo(MessageTableBean messages) {
    messages.add(rows);
    rows.clear();
  }
}
