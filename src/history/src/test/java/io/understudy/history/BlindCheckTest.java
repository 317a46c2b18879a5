package io.understudy.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.history.Operation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlindCheckTest {

  private static void assertHolds(Told told) {
    assertThat(told.blind()).isEqualTo(Verdict.LINEARIZABLE);
  }

  private static void assertBroken(Told told) {
    assertThat(told.blind().isBroken()).isTrue();
  }

  @Test
  void shouldAcceptConcurrentOperationsInAnyOrder() {
    assertHolds(new Told().add(1, 10, 3, 0).add(2, 9, 1, 0).add(3, 8, 2, 0).get(4, 7, 1, 0));
  }

  @Test
  void shouldRefuseStaleRead() {
    assertBroken(new Told().add(1, 2, 1, 0).get(3, 4, 0, 0));
  }

  @Test
  void shouldRefuseReadsThatGoBack() {
    assertBroken(new Told().add(1, 9, 1, 0).get(2, 3, 1, 0).get(4, 5, 0, 0));
  }

  @Test
  void shouldRefuseWhatHappenedTwice() {
    assertBroken(new Told().add(1, 2, 1, 0).get(3, 4, 2, 0));
  }

  @Test
  void shouldRefuseSameAnswerToTwo() {
    assertBroken(new Told().add(1, 9, 1, 0).add(2, 8, 1, 0));
  }

  @Test
  void shouldAcceptLostAnswerWhetherItHappenedOrNot() {
    assertHolds(new Told().lost(1).add(2, 3, 2, 0));
    assertHolds(new Told().lost(1).add(2, 3, 1, 0));
    assertHolds(new Told().lost(1).get(2, 3, 0, 0).get(4, 5, 1, 0));
  }

  @Test
  void shouldRefuseMoreThanWasLost() {
    assertBroken(new Told().lost(1).lost(4).add(2, 3, 3, 0));
    assertBroken(new Told().lost(1).get(2, 3, 1, 0).get(4, 5, 2, 0));
  }

  @Test
  void shouldSayThatItDoesNotKnowWhenSearchIsTooLong() {
    Told told = new Told();
    for (int i = 0; i < 15; i++) {
      told.mutation("set", i, 1000, "1", 0);
      told.mutation("set", i, 1000, "0", 0);
    }
    told.get(2000, 2001, 2, 0);

    assertThat(new BlindCheck<>(new Counter(), 10).check(told.history).outcome())
        .isEqualTo(Verdict.Outcome.UNKNOWN);
  }

  @Test
  void shouldTakeFewStepsHoweverLongTheHistoryAndHoweverManyWereLost() {
    Told told = new Told();
    for (int i = 0; i < 20_000; i++) {
      told.add(10 * i + 1, 10 * i + 15, i + 1, 0);
      if (i % 100 == 0) {
        told.lost(10 * i + 2);
      }
    }

    assertHolds(told);
  }

  /** Against a search through all orders of a few operations. */
  @Test
  void shouldAgreeWithAllOrders() {
    long seed = Long.getLong("understudy.first-seed", 1);
    int linearizable = 0;
    for (; seed < 4_000; seed++) {
      List<Operation> history = randomHistory(new Random(seed));
      boolean exists = orderExists(history, 0L);
      linearizable += exists ? 1 : 0;

      assertThat(new BlindCheck<>(new Counter(), 100_000).check(history).isLinearizable())
          .as("seed %d: %s", seed, history)
          .isEqualTo(exists);
    }
    assertThat(linearizable).isBetween(500, 3_500);
  }

  private static List<Operation> randomHistory(Random random) {
    List<Operation> history = new ArrayList<>();
    String[] names = {"add", "set", "get", "fail"};
    int count = 3 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      String name = names[random.nextInt(names.length)];
      Kind kind = name.equals("get") ? Kind.QUERY : Kind.MUTATION;
      long invoked = random.nextInt(12);
      boolean lost = random.nextInt(4) == 0;
      long returned = lost ? Operation.NEVER : invoked + 1 + random.nextInt(12);
      String output = name.equals("fail") ? "FAILED" : "" + random.nextInt(3);
      history.add(
          new Operation(
              "c",
              i + 1,
              kind,
              name,
              name.equals("set") ? "" + random.nextInt(3) : "",
              invoked,
              returned,
              lost ? null : output,
              0));
    }
    return history;
  }

  private static boolean orderExists(List<Operation> left, Long state) {
    if (left.stream().noneMatch(Operation::isAnswered)) {
      return true;
    }
    for (Operation next : left) {
      boolean mayBeNext = left.stream().noneMatch(each -> each.returned() < next.invoked());
      Model.Step<Long> step = new Counter().step(state, next.name(), next.input());
      if (mayBeNext && (!next.isAnswered() || step.output().equals(next.output()))) {
        List<Operation> rest = new ArrayList<>(left);
        rest.remove(next);
        if (orderExists(rest, step.state())) {
          return true;
        }
      }
    }
    return false;
  }

  /** What one checker finds in an order, the other finds without it. */
  @Test
  void shouldAcceptWhateverAWitnessProves() {
    int proved = 0;
    for (long seed = 1; seed < 4_000; seed++) {
      Random random = new Random(seed);
      List<Operation> history = randomHistory(random);
      List<Committed> order = new ArrayList<>();
      List<Operation> told = new ArrayList<>();
      for (Operation each : history) {
        long ssn = 0;
        if (each.isMutation() && (each.isAnswered() || random.nextBoolean())) {
          ssn = order.size() + 1;
          order.add(new Committed(ssn, each.client(), each.number(), each.name(), each.input()));
        }
        told.add(
            new Operation(
                each.client(),
                each.number(),
                each.kind(),
                each.name(),
                each.input(),
                each.invoked(),
                each.returned(),
                each.output(),
                each.isAnswered() ? ssn : 0));
      }
      if (new WitnessCheck<>(new Counter()).check(told, order).isLinearizable()) {
        proved++;
        assertThat(new BlindCheck<>(new Counter(), 100_000).check(told).isLinearizable())
            .as("seed %d: %s", seed, told)
            .isTrue();
      }
    }
    assertThat(proved).isGreaterThan(50);
  }
}
