package io.understudy.client;

import io.understudy.protocol.client.Failure;
import io.understudy.protocol.client.Outcome;
import io.understudy.protocol.message.ServerMessage.Answer;
import java.util.concurrent.CompletableFuture;

/** One request or recall of a caller, who is told the outcome outside the session's lock. */
final class Call implements Outcome {
  private final SessionLoop loop;
  private final CompletableFuture<Reply> future = new CompletableFuture<>();

  Call(SessionLoop loop) {
    this.loop = loop;
  }

  @Override
  public void answered(Answer answer, long epoch) {
    if (answer.refused()) {
      loop.later(() -> future.completeExceptionally(Failures.refused(answer)));
    } else {
      Reply reply = new Reply(answer.number(), answer.ssn(), epoch, answer.response());
      loop.later(() -> future.complete(reply));
    }
  }

  @Override
  public void failed(Failure failure) {
    loop.later(() -> future.completeExceptionally(Failures.of(failure)));
  }

  /** The caller's future, given what became of the attempt to hand the request over. */
  CompletableFuture<Reply> after(SessionLoop.Used used, long number) {
    Retry retry = number == 0 ? Retry.SAFE : Retry.BY_NUMBER_ONLY;
    switch (used) {
      case LATE:
        future.completeExceptionally(
            new DeadlineException(
                "The deadline has passed while the client was held back.", retry, number));
        break;
      case ENDED:
        future.completeExceptionally(new ClosedException("The client is closed.", retry, number));
        break;
      case CANNOT_WAIT:
        future.completeExceptionally(
            new FullException(
                "As many requests are outstanding as the bound allows, and "
                    + Thread.currentThread().getName()
                    + " cannot wait."));
        break;
      default:
    }
    return future;
  }
}
