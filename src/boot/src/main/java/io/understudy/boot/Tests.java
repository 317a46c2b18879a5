package io.understudy.boot;

import io.understudy.boot.server.BootException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stands for what the launcher script does by itself, so that help shows it. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = {
      "Builds all and runs all tests: mvn verify.",
      "What follows goes to Maven, for example: understudy test -pl connector/protocol -am"
    })
final class Tests implements Callable<Integer> {
  @Override
  public Integer call() {
    throw new BootException("Tests are run by the script ./understudy test.");
  }
}
