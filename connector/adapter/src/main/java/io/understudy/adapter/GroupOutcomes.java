package io.understudy.adapter;

import io.understudy.protocol.EntryId;
import io.understudy.protocol.Response;
import java.util.List;
import java.util.function.Consumer;

/** Takes what came of groups to the loop. */
record GroupOutcomes(Mailbox events, Consumer<Throwable> broken) implements GroupExecutor.Listener {
  @Override
  public void onCommitted(long fence, long lastSsn, List<Response> responses) {
    events.tell((instance, now) -> instance.onCommitted(fence, lastSsn, responses, now));
  }

  @Override
  public void onGroupFailed(long fence, EntryId at, String cause) {
    events.tell((instance, now) -> instance.onGroupFailed(fence, at, cause, now));
  }

  @Override
  public void onBroken(Throwable cause) {
    broken.accept(cause);
  }
}
