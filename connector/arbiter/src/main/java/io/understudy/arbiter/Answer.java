package io.understudy.arbiter;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.CuratorEvent;

/** Bridges one background operation of Curator to a future. */
final class Answer {
  private final CompletableFuture<CuratorEvent> future = new CompletableFuture<>();

  /** Starts an operation whose event goes to {@link Answer#take}. */
  interface Question {
    void ask(Answer answer) throws Exception; // as Curator declares it
  }

  private Answer() {}

  static CompletableFuture<CuratorEvent> to(
      Question question, Function<Exception, RuntimeException> asFailure) {
    Answer answer = new Answer();
    try {
      question.ask(answer);
    } catch (Exception e) {
      answer.future.completeExceptionally(asFailure.apply(e));
    }
    return answer.future;
  }

  void take(CuratorFramework curator, CuratorEvent event) {
    future.complete(event);
  }
}
