package io.understudy.tables;

import io.understudy.protocol.Entry;
import io.understudy.protocol.Response;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows that a group leaves in the message table, gathered so that many are written in one go.
 */
final class GroupRows {
  private final List<MessageRow> rows = new ArrayList<>();

  void add(Entry request, Response response) {
    rows.add(new MessageRow(request, response));
  }

  /** What was added since the last time. */
  void writeTo(MessageTableBean messages) {
    messages.add(rows);
    rows.clear();
  }
}
