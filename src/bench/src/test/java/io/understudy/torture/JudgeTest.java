package io.understudy.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.history.Operation;
import io.understudy.history.Operation.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private final Judge judge = new Judge();
  private final List<Operation> piece = new ArrayList<>();
  private long number;

  @Test
  void shouldFindNothingWhenAllIsAsItMustBe() {
    mutation(1, "create", "{'key':'counter:c','value':5}", 0, 10, "null");
    mutation(2, "add", "{'key':'counter:c','delta':1}", 11, 20, "6");
    mutation(4, "add", "{'key':'counter:c','delta':1}", 12, 25, "7");
    mutation(5, "delete", "{'key':'register:x'}", 12, 25, "NOT_FOUND");
    mutation(6, "put", "{'key':'account:1','value':9}", 12, 25, "null");
    mutation(7, "put", "{'key':'account:2','value':0}", 12, 25, "null");
    mutation(8, "transfer", "{'from':'account:1','to':'account:2','amount':9}", 26, 30, "null");
    mutation(
        9, "transfer", "{'from':'account:1','to':'account:2','amount':9}", 26, 31, "INSUFFICIENT");
    query("get", "{'key':'counter:c'}", 13, 24, "6");
    query("sum", "{}", 40, 41, "{'accounts':3,'sum':16}");

    assertThat(judged()).isEmpty();
    mutation(10, "compareAndSet", "{'key':'counter:c','expected':7,'value':'x'}", 50, 51, "true");
    query("get", "{'key':'counter:c'}", 52, 53, "'x'");
    assertThat(judged()).isEmpty();
    assertThat(judge.mutations()).isEqualTo(9);
    assertThat(judge.queries()).isEqualTo(3);
    assertThat(judge.objects()).hasSize(3);
    assertThat(judge.givenUp()).isZero();
  }

  /** What is given up is not known to be right, and must show. */
  @Test
  void shouldCountAHistoryThatIsTooHardForTheSearch() {
    // what was invoked first came last: the search tries all that begin with it before
    for (int i = 0; i < 20; i++) {
      int ssn = i == 0 ? 20 : i;
      mutation(ssn, "put", "{'key':'register:r','value':%d}".formatted(i), i, 100, "null");
    }
    query("get", "{'key':'register:r'}", 101, 102, "0");

    assertThat(judged()).isEmpty();
    assertThat(judge.blind()).isEqualTo(1);
    assertThat(judge.givenUp()).isEqualTo(1);
  }

  @Test
  void shouldSeeALossWhenWhatWasAnsweredHasNoEffectInTheNextPiece() {
    mutation(1, "create", "{'key':'counter:c','value':0}", 0, 10, "null");
    mutation(2, "add", "{'key':'counter:c','delta':1}", 11, 20, "1");
    assertThat(judged()).isEmpty();
    mutation(3, "add", "{'key':'counter:c','delta':1}", 21, 30, "1");

    assertThat(judged()).hasSize(2).anyMatch(said -> said.contains("blind"));
  }

  @Test
  void shouldSeeASecondEffectWhenATransferIsExecutedTwice() {
    mutation(1, "create", "{'key':'account:1','value':10}", 0, 10, "null");
    mutation(2, "create", "{'key':'account:2','value':0}", 0, 10, "null");
    mutation(3, "transfer", "{'from':'account:1','to':'account:2','amount':3}", 11, 20, "null");
    query("get", "{'key':'account:1'}", 21, 30, "4");

    assertThat(judged()).singleElement().asString().contains("account:1");
  }

  @Test
  void shouldSeeAnOldPlaceWhenItIsAnsweredAgainInTheNextPiece() {
    mutation(5, "put", "{'key':'register:r','value':1}", 0, 10, "null");
    assertThat(judged()).isEmpty();
    mutation(4, "put", "{'key':'register:r','value':1}", 11, 20, "null");

    assertThat(judged()).singleElement().asString().contains("not behind 5");
  }

  @Test
  void shouldSeeWhenTwoRequestsAreAnsweredWithOnePlace() {
    mutation(5, "put", "{'key':'register:r','value':1}", 0, 10, "null");
    mutation(5, "put", "{'key':'register:s','value':1}", 11, 20, "null");

    assertThat(judged()).anyMatch(said -> said.contains("a place that another has"));
  }

  @Test
  void shouldSeeAStaleQueryWhenTheObjectWasRemovedBefore() {
    mutation(1, "put", "{'key':'register:r','value':1}", 0, 10, "null");
    mutation(2, "delete", "{'key':'register:r'}", 11, 20, "null");
    query("get", "{'key':'register:r'}", 21, 30, "1");

    assertThat(judged()).hasSize(2);
  }

  private List<String> judged() {
    List<String> wrong = judge.judge(piece);
    piece.clear();
    return wrong;
  }

  private void mutation(
      long ssn, String name, String input, long invoked, long returned, String output) {
    add(Kind.MUTATION, ssn, name, input, invoked, returned, output);
  }

  private void query(String name, String input, long invoked, long returned, String output) {
    add(Kind.QUERY, 0, name, input, invoked, returned, output);
  }

  private void add(
      Kind kind, long ssn, String name, String input, long invoked, long returned, String output) {
    piece.add(
        new Operation(
            "c", ++number, kind, name, json(input), invoked, returned, json(output), ssn));
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
