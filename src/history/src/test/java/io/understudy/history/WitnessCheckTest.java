package io.understudy.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WitnessCheckTest {

  private static void assertHolds(Told told) {
    assertThat(told.witnessed()).isEqualTo(Verdict.LINEARIZABLE);
  }

  private static void assertBroken(Told told, String reason) {
    Verdict verdict = told.witnessed();
    assertThat(verdict.isBroken()).isTrue();
    assertThat(verdict.reason()).contains(reason);
  }

  @Test
  void shouldAcceptWhatIsInOrder() {
    assertHolds(
        new Told()
            .add(1, 2, 1, 5)
            .at(5)
            .get(3, 4, 1, 6)
            .mutation("fail", 5, 6, "FAILED", 7)
            .at(7)
            .add(7, 8, 2, 9)
            .at(9)
            .get(9, 10, 2, 0));
  }

  @Test
  void shouldAcceptLostAnswerWhetherItHappenedOrNot() {
    assertHolds(new Told().lost(1).at(5).add(2, 3, 2, 6).at(6));
    assertHolds(new Told().lost(1).add(2, 3, 1, 6).at(6));
  }

  @Test
  void shouldRefuseAnswerOfWhatWasNotCommitted() {
    assertBroken(new Told().add(1, 2, 1, 5), "was answered, it is at 0");
  }

  @Test
  void shouldRefuseAnswerOfAnotherPlace() {
    assertBroken(new Told().add(1, 2, 1, 5).at(6), "nobody asked for that");
  }

  @Test
  void shouldRefuseWhatHappenedTwice() {
    assertBroken(new Told().add(1, 2, 1, 5).at(5).at(6), "nobody asked for that");
    assertBroken(new Told().lost(1).at(5).at(6), "was committed at 5 too");
  }

  @Test
  void shouldRefuseWhatNobodyAskedFor() {
    Told told = new Told();
    told.order.add(new Committed(5, "nobody", 1, "add", "1"));

    assertBroken(told, "nobody asked for that");
  }

  @Test
  void shouldRefuseWhatWasAskedForOtherwise() {
    Told told = new Told().lost(1);
    told.order.add(new Committed(5, "c", 1, "set", "1"));

    assertBroken(told, "nobody asked for that");
  }

  @Test
  void shouldRefuseOrderThatGoesBack() {
    assertBroken(new Told().lost(1).at(5).lost(2).at(5), "SSN 5 comes after 5");
  }

  @Test
  void shouldRefuseAnswerThatModelDoesNotGive() {
    assertBroken(new Told().add(1, 2, 2, 5).at(5), "the model says 1");
  }

  @Test
  void shouldRefuseMutationThatOvertookOneThatHadReturned() {
    Told told = new Told().add(1, 2, 2, 6);
    told.add(3, 4, 1, 5).at(5);
    told.order.add(new Committed(6, "c", 1, "add", "1"));

    assertBroken(told, "though it came after 6");
  }

  @Test
  void shouldRefuseLostMutationThatOvertookOneThatHadReturned() {
    Told told = new Told().mutation("set", 1, 2, "1", 6).lost(3).at(5);
    told.order.add(new Committed(6, "c", 1, "set", "1"));

    assertBroken(told, "though it came after 6");
  }

  @Test
  void shouldRefuseQueryThatSawLessThanHadReturned() {
    assertBroken(new Told().add(1, 2, 1, 5).at(5).get(3, 4, 0, 4), "from 5 to");
  }

  @Test
  void shouldRefuseQueryThatSawWhatWasInvokedLater() {
    assertBroken(new Told().get(1, 2, 1, 5).add(3, 4, 1, 5).at(5), "from 0 to 4");
  }

  @Test
  void shouldRefuseQueryWithAnotherAnswerThanAtTheSsnItSaw() {
    assertBroken(
        new Told().add(1, 9, 1, 5).at(5).get(2, 3, 0, 5), "the model gives no such answer");
  }

  @Test
  void shouldRefuseQueriesThatGoBack() {
    assertBroken(
        new Told().add(1, 9, 1, 5).at(5).get(2, 3, 1, 5).get(4, 6, 0, 4),
        "the model gives no such answer");
  }

  @Test
  void shouldFindPlaceOfQueryThatSawNobodyKnowsWhat() {
    assertHolds(new Told().add(1, 9, 1, 5).at(5).get(2, 3, 0, 0).get(2, 6, 1, 0).get(4, 7, 0, 0));
  }

  @Test
  void shouldRefuseQueryWithoutPlaceThatSawNobodyKnowsWhat() {
    assertBroken(
        new Told().add(1, 9, 1, 5).at(5).get(2, 3, 1, 0).get(4, 6, 0, 0),
        "the model gives no such answer");
    assertBroken(
        new Told().add(1, 2, 1, 5).at(5).get(3, 4, 0, 0), "the model gives no such answer");
    assertBroken(
        new Told().get(1, 2, 1, 0).add(3, 4, 1, 5).at(5), "the model gives no such answer");
  }

  @Test
  void shouldRefuseQueryThatSawMoreThanWasCommitted() {
    assertBroken(new Told().get(1, 2, 7, 0), "the model gives no such answer");
  }
}
