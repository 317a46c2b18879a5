package io.understudy.adapter;

import io.understudy.protocol.Effect;
import io.understudy.protocol.instance.GroupFailure;
import java.util.List;
import java.util.function.Consumer;

/** Takes what came of groups to the loop. */
record GroupOutcomes(Mailbox events, Consumer<Throwable> broken) implements GroupExecutor.Listener {
  @Override
  public void onCommitted(long fence, long lastSsn, List<Effect> effects) {
    events.tell((instance, now) -> instance.onCommitted(fence, lastSsn, effects, now));
  }

  @Override
  public void onGroupFailed(long fence, GroupFailure failure) {
    events.tell((instance, now) -> instance.onGroupFailed(fence, failure, now));
  }

  @Override
  public void onBroken(Throwable cause) {
    broken.accept(cause);
  }
}
