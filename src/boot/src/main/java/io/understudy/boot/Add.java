package io.understudy.boot;

import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.Installation;
import io.understudy.boot.server.Progress;
import io.understudy.boot.server.UserDatabase;
import io.understudy.protocol.Purpose;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds an instance. */
@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    description = {
      "Adds an instance to the service while it runs.",
      "Returns when it is in sync, waits as a spare, or follows as a remote replica.",
      "up starts it from then on with the others."
    })
final class Add implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Parameters(paramLabel = "NAME", description = "Its name: letters, digits, hyphens, underscores.")
  private String name;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description = {
        "PostgreSQL database for it, empty, in place of an H2 file of its own:",
        "jdbc:postgresql://HOST:PORT/DATABASE?user=USER&password=PASSWORD,",
        "or a file of properties url, user and password."
      })
  private String database;

  @ArgGroup private Kind kind = new Kind();

  /** What else it may be for than to be the primary or in sync. */
  private static final class Kind {
    @Option(
        names = "--spare",
        description = "It waits, without current data, to take the place of one that is lost.")
    private boolean spare;

    @Option(
        names = "--remote",
        description = {
          "It follows at a distance: nobody waits for it, and it becomes the primary only by force."
        })
    private boolean remote;

    Purpose purpose() {
      return spare ? Purpose.SPARE : remote ? Purpose.REMOTE : Purpose.MEMBER;
    }
  }

  @Override
  public Integer call() {
    Installation installation = Installation.located();
    Optional<UserDatabase> given = Optional.ofNullable(database).map(UserDatabase::parse);
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = new TerminalProgress(out);
    try (BootServer boot = BootServer.open(installation, data.path(installation))) {
      OnInterrupt.during(
          () -> {
            boot.add(name, kind.purpose(), given, progress);
            return true;
          },
          boot::undo);
      boolean waits = !kind.spare && boot.state().instance(name).isSpare();
      out.println(
          waits
              ? name + " is added, and waits as a spare: another has taken the place meanwhile."
              : name + " is added.");
    }
    out.flush();
    return 0;
  }
}
