package io.understudy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.boot.Subcommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What this module adds to the command line. */
class SubcommandsTest {
  private final List<CommandLine> added =
      ServiceLoader.load(Subcommand.class).stream()
          .map(each -> new CommandLine(each.get()))
          .toList();

  @Test
  void shouldBeFoundByTheirNames() {
    assertThat(added)
        .extracting(CommandLine::getCommandName)
        .containsExactlyInAnyOrder("demo", "bench", "torture", "simulate");
  }

  @Test
  void shouldExplainThemselvesWhenAskedForHelpAndRefuseWhatTheyDoNotKnow() {
    for (CommandLine command : added) {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

      assertThat(command.execute("--help")).as(command.getCommandName()).isZero();
      assertThat(out.toString()).contains("Usage: " + command.getCommandName());
      assertThat(err.toString()).isEmpty();
      assertThat(command.execute("--nonsense")).as(command.getCommandName()).isEqualTo(2);
      assertThat(err.toString()).contains("--nonsense");
    }
  }
}
