package io.understudy.boot.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Who listens on a port, as far as Linux lets this user see it. */
final class PortOwner {
  private static final Path PROC = Path.of("/proc");
  private static final String LISTENS = "0A";

  private PortOwner() {}

  static Optional<String> of(int port) {
    return Stream.of("net/tcp", "net/tcp6")
        .flatMap(table -> lines(PROC.resolve(table)).stream())
        .map(line -> line.trim().split("\\s+"))
        .filter(columns -> columns.length > 9 && LISTENS.equals(columns[3]))
        .filter(columns -> columns[1].endsWith(":%04X".formatted(port)))
        .flatMap(columns -> holder("socket:[" + columns[9] + "]").stream())
        .findFirst();
  }

  private static Optional<String> holder(String socket) {
    return ProcessHandle.allProcesses()
        .filter(process -> holds(process.pid(), socket))
        .map(
            process ->
                "process %d (%s)".formatted(process.pid(), process.info().command().orElse("?")))
        .findFirst();
  }

  private static boolean holds(long pid, String socket) {
    Path descriptors = PROC.resolve(pid + "/fd");
    if (!Files.isReadable(descriptors)) {
      return false;
    }
    try (Stream<Path> files = Files.list(descriptors)) {
      return files.anyMatch(file -> isLinkTo(file, socket));
    } catch (IOException ended) {
      return false;
    }
  }

  private static boolean isLinkTo(Path file, String socket) {
    try {
      return Files.readSymbolicLink(file).toString().equals(socket);
    } catch (IOException closed) {
      return false;
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException notOnThisSystem) {
      return List.of();
    }
  }
}
