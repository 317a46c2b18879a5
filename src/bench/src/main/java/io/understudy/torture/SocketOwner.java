package io.understudy.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Whether a process holds the other end of a connection on this machine, as Linux shows it. */
final class SocketOwner {
  private static final Path PROC = Path.of("/proc");

  private SocketOwner() {}

  /**
   * @param pid of a process
   * @param port local port of its end
   */
  static boolean holds(long pid, int port) {
    String end = ":%04X".formatted(port);
    return Stream.of("net/tcp", "net/tcp6")
        .flatMap(table -> lines(PROC.resolve(table)).stream())
        .map(line -> line.trim().split("\\s+"))
        .filter(columns -> columns.length > 9 && columns[1].endsWith(end))
        .anyMatch(columns -> hasDescriptor(pid, "socket:[" + columns[9] + "]"));
  }

  private static boolean hasDescriptor(long pid, String socket) {
    try (Stream<Path> files = Files.list(PROC.resolve(pid + "/fd"))) {
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
