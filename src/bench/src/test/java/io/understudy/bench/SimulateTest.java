package io.understudy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.simulator.Campaign;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SimulateTest {
  private final StringWriter said = new StringWriter();

  @Test
  void shouldNameTheSeedAndTheCommandThatRepeatsItWhenARuleIsBroken() {
    Campaign.Failure failure = new Campaign.Failure(7, new AssertionError("R3 is broken.\nby a"));

    assertThat(judge(new Campaign.Result(300, Map.of(), Optional.of(failure)), 1_000)).isFalse();

    assertThat(said.toString())
        .contains(
            "Seed 7 FAILED: R3 is broken.\n",
            "Repeat it: ./understudy simulate --seeds 1 --first-seed 7");
  }

  @Test
  void shouldNotPassWhenAKindOfFaultWasNeverReached() {
    Campaign.Result result = new Campaign.Result(1_000, Map.of("crash", 5L), Optional.empty());

    assertThat(judge(result, 1_000)).isFalse();

    assertThat(said.toString()).contains("NEVER REACHED", "pause");
  }

  @Test
  void shouldPassWhenSoFewSeedsCannotReachAll() {
    assertThat(judge(new Campaign.Result(10, Map.of(), Optional.empty()), 10)).isTrue();

    assertThat(said.toString()).contains("So few seeds do not reach: ");
  }

  private boolean judge(Campaign.Result result, long seeds) {
    PrintWriter out = new PrintWriter(said);
    boolean right = Simulate.judge(result, seeds, out);
    out.flush();
    return right;
  }
}
