package io.understudy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.simulator.Campaign;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

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

  @Test
  void shouldRunSeedsAndNameTheFaultsThatSoFewDoNotReach() throws InterruptedException {
    List<String> missing = new Campaign(5, 20).run(done -> {}).missing();

    assertThat(run("--seeds", "20", "--first-seed", "5")).isZero();

    assertThat(missing).isNotEmpty();
    assertThat(said.toString().lines())
        .contains("No rule was broken. So few seeds do not reach: " + String.join(", ", missing))
        .anyMatch(line -> line.startsWith("20 seeds from 5 in "));
  }

  @Test
  void shouldSayFromHowManySeedsOnEveryFaultIsToBeReachedWhenAskedForHelp() {
    assertThat(run("--help")).isZero();

    assertThat(said.toString().replaceAll("\\s+", " "))
        .contains("with " + Campaign.ENOUGH + " seeds or more, every kind of fault was reached.");
  }

  private int run(String... arguments) {
    return new CommandLine(new Simulate()).setOut(new PrintWriter(said)).execute(arguments);
  }

  private boolean judge(Campaign.Result result, long seeds) {
    PrintWriter out = new PrintWriter(said);
    boolean right = Simulate.judge(result, seeds, out);
    out.flush();
    return right;
  }
}
