package io.understudy.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TortureTest {
  @Test
  void shouldDoTheSameAgainByTheCommandThatItNames() {
    Torture torture = given("--repeat", "3", "--faults", "kill-all,calm", "--rate", "0");
    Plan plan = torture.plan();

    Plan again = given(torture.again(plan).split(" ")).plan();

    assertThat(again).isEqualTo(plan);
    assertThat(plan.faults()).containsExactly(Fault.KILL_ALL, Fault.CALM);
  }

  @Test
  void shouldGoOnUntilTheMinutesAreOverUnlessItIsSaidHowOften() {
    Plan untilOver = given("--minutes", "7", "--seed", "1").plan();
    Plan thrice = given("--minutes", "7", "--repeat", "3", "--seed", "1").plan();
    Plan once = given("--seed", "1").plan();

    assertThat(untilOver.limit()).isEqualTo(Duration.ofMinutes(7));
    assertThat(untilOver.repeat()).isEqualTo(Integer.MAX_VALUE);
    assertThat(thrice.limit()).isEqualTo(Duration.ofMinutes(7));
    assertThat(thrice.repeat()).isEqualTo(3);
    assertThat(once.limit()).isGreaterThan(Duration.ofDays(1));
    assertThat(once.repeat()).isEqualTo(1);
  }

  private static Torture given(String... options) {
    Torture torture = new Torture();
    new CommandLine(torture).parseArgs(options);
    return torture;
  }
}
