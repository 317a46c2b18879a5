package io.understudy.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine commandLine = Understudy.commandLine();
    commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }

  @Test
  void shouldListEveryCommandWhenAskedForHelp() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString())
        .contains(
            "up ",
            "down ",
            "status ",
            "start ",
            "stop ",
            "kill ",
            "add ",
            "remove ",
            "switchover ",
            "reject ",
            "restore-record ",
            "force ",
            "test ");
  }

  @Test
  void shouldExplainEachCommandWhenAskedForItsHelp() {
    for (String command : Understudy.commandLine().getSubcommands().keySet()) {
      assertThat(run(command, "--help")).as(command).isZero();
    }
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void shouldRefuseWhenThereIsNoSuchCommandOrOption() {
    assertThat(run("upp")).isEqualTo(2);
    assertThat(run("up", "--backup", "1")).isEqualTo(2);
    assertThat(run("up", "--backups", "some")).isEqualTo(2);
    assertThat(run("kill")).isEqualTo(2);
    assertThat(run("force")).isEqualTo(2);
    assertThat(run("reject")).isEqualTo(2);
    assertThat(run("reject", "seven")).isEqualTo(2);
    assertThat(run("add", "c", "--spare", "--remote")).isEqualTo(2);

    assertThat(err.toString()).contains("--backup", "'some'", "NAME", "SSN", "'seven'");
  }
}
