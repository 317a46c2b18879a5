package io.understudy.torture;

import static org.assertj.core.api.Assertions.assertThat;

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

  private static Torture given(String... options) {
    Torture torture = new Torture();
    new CommandLine(torture).parseArgs(options);
    return torture;
  }
}
