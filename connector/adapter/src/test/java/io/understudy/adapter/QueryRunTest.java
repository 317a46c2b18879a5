package io.understudy.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import io.understudy.protocol.message.ClientMessage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryRunTest {
  private final FakeEndpoint endpoint = new FakeEndpoint();
  private final List<Response> answers = new ArrayList<>();

  private QueryRun run(boolean databaseAnswers) {
    return new QueryRun(
        new ClientMessage.Request(1, "get", Payload.EMPTY),
        answers::add,
        (failure, asked) -> databaseAnswers);
  }

  @Test
  void shouldAnswerWithResultOnceTheDatabaseIsBack() {
    endpoint.failedQueries = 2;

    run(true).run(endpoint);

    assertThat(answers).extracting(Response::isError).containsExactly(false);
  }

  @Test
  void shouldAnswerWithErrorWhenQueryFailsThoughTheDatabaseAnswers() {
    endpoint.failedQueries = Integer.MAX_VALUE;

    assertThatThrownBy(() -> run(true).run(endpoint)).isInstanceOf(IllegalStateException.class);

    assertThat(answers).extracting(Response::code).containsExactly("QUERY_FAILED");
  }

  /** No other server would do better: its client is not to wait for ever. */
  @Test
  void shouldAnswerWithErrorWhenQueryNeedsTooDeepAStack() {
    endpoint.thrown = new StackOverflowError("as told");

    assertThatThrownBy(() -> run(true).run(endpoint)).isInstanceOf(StackOverflowError.class);

    assertThat(answers).extracting(Response::code).containsExactly("QUERY_FAILED");
  }

  /**
   * The thread is to end with it: what has no memory is not to go on, and tells its client nothing.
   */
  @Test
  void shouldNotAnswerButThrowWhenTheMachineFails() {
    endpoint.thrown = new OutOfMemoryError("as told");

    assertThatThrownBy(() -> run(true).run(endpoint)).isSameAs(endpoint.thrown);

    assertThat(answers).isEmpty();
  }

  /** An error of the machine is never a response: the client asks the next primary. */
  @Test
  void shouldNotAnswerWhenTheDatabaseAnswersNoMore() {
    endpoint.failedQueries = Integer.MAX_VALUE;

    run(false).run(endpoint);

    assertThat(answers).isEmpty();
  }
}
