package io.understudy.adapter;

import io.understudy.endpoint.InstanceEndpoint;
import io.understudy.protocol.Response;
import io.understudy.protocol.message.ClientMessage;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * One query to be run. What the machine does wrong is no answer: while the database does not answer
 * either, the query waits with it, and goes unanswered if the instance ends, so that its client
 * asks the next primary. One that fails though the database answers is answered with an error.
 */
final class QueryRun implements EndpointWorkers.Task {
  /** Between a query's failure and the next question the database may have come back. */
  private static final int ATTEMPTS = 3;

  private final ClientMessage.Request request;
  private final Consumer<Response> answer;
  private final BiPredicate<RuntimeException, InstanceEndpoint> databaseAnswers;

  /**
   * @param databaseAnswers asked after a failure: waits until the database answers; false if it
   *     never will
   */
  QueryRun(
      ClientMessage.Request request,
      Consumer<Response> answer,
      BiPredicate<RuntimeException, InstanceEndpoint> databaseAnswers) {
    this.request = request;
    this.answer = answer;
    this.databaseAnswers = databaseAnswers;
  }

  @Override
  public void run(MessageEndpoint endpoint) {
    InstanceEndpoint service = (InstanceEndpoint) endpoint;
    for (int attempt = 1; ; attempt++) {
      Response response;
      try {
        response = service.query(request.operation(), request.payload());
      } catch (RuntimeException e) {
        if (!databaseAnswers.test(e, service)) {
          return;
        }
        if (attempt < ATTEMPTS) {
          continue;
        }
        answer.accept(Response.error("QUERY_FAILED", e.toString()));
        throw e;
      } catch (Error e) {
        if (EndpointWorkers.isOfTheTask(e)) {
          answer.accept(Response.error("QUERY_FAILED", e.toString()));
        }
        throw e;
      }
      answer.accept(response);
      return;
    }
  }
}
