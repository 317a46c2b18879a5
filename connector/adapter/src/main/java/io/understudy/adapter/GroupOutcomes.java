package io.understudy.adapter;

import io.understudy.protocol.Response;
import java.util.List;

/** Takes what came of groups to the loop. */
record GroupOutcomes(Mailbox events) implements GroupExecutor.Listener {
  @Override
  public void onCommitted(long fence, long lastSsn, List<Response> responses) {
    events.tell((instance, now) -> instance.onCommitted(fence, lastSsn, responses, now));
  }

  @Override
  public void onGroupFailed(long fence, String cause) {
    events.tell((instance, now) -> instance.onGroupFailed(fence, cause, now));
  }
}
