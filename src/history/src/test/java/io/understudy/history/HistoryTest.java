package io.understudy.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.history.Operation.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private final History history = new History();

  @Test
  void shouldStampInTheOrderInWhichThingsHappen() {
    History.Call one = history.invoke("a", Kind.MUTATION, "add", "1");
    History.Call other = history.invoke("b", Kind.QUERY, "get", "");
    other.answered(1, "0", 0);
    one.answered(1, "1", 5);

    List<Operation> operations = history.operations();
    assertThat(operations).extracting(Operation::client).containsExactly("a", "b");
    assertThat(operations.get(0).returned()).isGreaterThan(operations.get(1).returned());
    assertThat(operations.get(1).invoked()).isGreaterThan(operations.get(0).invoked());
  }

  @Test
  void shouldTakeForLostWhatWasSentAndNotAnswered() {
    history.invoke("a", Kind.MUTATION, "add", "1").sent(7);
    history.invoke("a", Kind.MUTATION, "add", "2");
    history.invoke("a", Kind.MUTATION, "add", "3").refused();

    assertThat(history.operations())
        .containsExactly(
            new Operation("a", 7, Kind.MUTATION, "add", "1", 1, Operation.NEVER, null, 0));
  }

  @Test
  void shouldForgetAnswersThatTheOperatorGaveUp() {
    history.invoke("a", Kind.MUTATION, "add", "").answered(1, "1", 5);
    history.invoke("a", Kind.MUTATION, "add", "").answered(2, "2", 6);
    history.invoke("a", Kind.QUERY, "get", "").answered(3, "2", 6);

    history.keepOnly(List.of(new Committed(5, "a", 1, "add", "")));

    assertThat(history.operations())
        .extracting(Operation::isAnswered)
        .containsExactly(true, false, false);
  }
}
