package io.understudy.boot;

import io.understudy.boot.server.BootException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ServiceLoader;
import java.util.logging.LogManager;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** The command line: {@code ./understudy}. */
@Command(
    name = "understudy",
    mixinStandardHelpOptions = true,
    version = "understudy 0.1.0-SNAPSHOT",
    description = "Stateful Jakarta EE services that survive the loss of a server.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      Up.class,
      Down.class,
      Status.class,
      Start.class,
      Stop.class,
      Kill.class,
      Add.class,
      Remove.class,
      Switchover.class,
      Reject.class,
      RestoreRecord.class,
      Force.class,
      Tests.class,
      CommandLine.HelpCommand.class
    },
    footer = {
      "",
      "Exit status: 0 done, 1 not done (the message says why), 2 the command line was not understood.",
      "understudy COMMAND --help tells the options of a command."
    })
public final class Understudy {

  private Understudy() {}

  public static void main(String[] arguments) throws IOException {
    quieten();
    System.exit(commandLine().execute(arguments));
  }

  /** With the subcommands of all modules that are there. */
  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Understudy());
    ServiceLoader.load(Subcommand.class).forEach(commandLine::addSubcommand);
    commandLine.setExecutionExceptionHandler(
        (exception, failed, parsed) -> {
          if (exception instanceof BootException) {
            failed
                .getErr()
                .println(Ansi.AUTO.string("@|red understudy:|@ ") + exception.getMessage());
          } else {
            failed.getErr().println("understudy: failed for a reason it should have known.");
            exception.printStackTrace(failed.getErr());
          }
          return CommandLine.ExitCode.SOFTWARE;
        });
    return commandLine;
  }

  /** What the libraries log is not for the terminal of a user. */
  private static void quieten() throws IOException {
    if (System.getProperty("java.util.logging.config.file") == null) {
      try (InputStream quiet = Understudy.class.getResourceAsStream("quiet-logging.properties")) {
        LogManager.getLogManager().readConfiguration(quiet);
      }
    }
  }
}
