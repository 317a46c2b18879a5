package io.understudy.tables;

import io.understudy.protocol.Entry;
import io.understudy.protocol.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows that a group leaves in the message table, gathered so that they are written in one go:
 * first the forgetting, then what came after it in SSN order.
 */
final class GroupRows {
  private final List<MessageRow> rows = new ArrayList<>();
  private final Map<String, Long> floors = new HashMap<>();

  void add(Entry request, Response response) {
    rows.add(new MessageRow(request, response));
  }

  void forget(Entry forgetting) {
    String clientId = forgetting.clientId();
    long upTo = forgetting.number();
    rows.removeIf(row -> row.clientId().equals(clientId) && row.number() <= upTo);
    floors.merge(clientId, upTo, Math::max);
  }

  void writeTo(MessageTableBean messages) {
    messages.write(floors, rows);
  }
}
