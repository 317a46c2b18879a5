package io.understudy.boot;

import io.understudy.boot.server.Installation;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names the data directory. */
public final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory; default: data in the project's directory.")
  private Path given;

  /** What a command is to be followed by, so that it is for the same directory. */
  String again() {
    return given == null ? "" : " --data '" + given.toString().replace("'", "'\\''") + "'";
  }

  Path path(Installation installation) {
    return given != null ? given : installation.defaultData();
  }
}
