package io.understudy.boot.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM that the build waits for.
 *
 * @param java the command
 * @param log what it says goes there
 */
record BuildCommand(Path java, Path log) {

  /**
   * @param failure what it means for the user that it fails
   */
  void run(String failure, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(List.of(arguments));
    int exit =
        new ProcessBuilder(command)
            .directory(log.getParent().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IOException("%s: exit %d; %s tells more.".formatted(failure, exit, log));
    }
  }
}
