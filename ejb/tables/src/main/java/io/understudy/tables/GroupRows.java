package io.understudy.tables;

import io.understudy.protocol.Entry;
import io.understudy.protocol.Response;
import io.understudy.protocol.copy.CopyRecord;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows that a group leaves in the message table, gathered so that many are written in one go.
 */
final class GroupRows {
  private final Map<String, List<CopyRecord.OfRequest>> answered = new LinkedHashMap<>();
  private final Map<RemovalKey, RemovalRow> removals = new HashMap<>();

  void add(Entry request, Response response) {
    answered
        .computeIfAbsent(request.clientId(), client -> new ArrayList<>())
        .add(
            new CopyRecord.OfRequest(
                request.clientId(),
                request.number(),
                request.ssn(),
                Entry.digest(request.operation(), request.payload()),
                response));
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
    messages.add(answered.values());
    answered.clear();
  }
}
