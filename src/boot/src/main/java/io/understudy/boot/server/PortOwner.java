package io.understudy.boot.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whose a port of this machine is, as far as Linux lets this user see it. */
public final class PortOwner {
  private static final Path PROC = Path.of("/proc");
  private static final String LISTENS = "0A";

  private PortOwner() {}

  /** The process that listens on a port, in words; empty if none does or it cannot be seen. */
  static Optional<String> of(int port) {
    return sockets(port, true).flatMap(socket -> holder(socket).stream()).findFirst();
  }

  /**
   * Whether a process holds the end of a connection.
   *
   * @param pid of the process
   * @param port local port of that end
   */
  public static boolean isConnected(long pid, int port) {
    return sockets(port, false).anyMatch(socket -> holds(pid, socket));
  }

  private static Stream<String> sockets(int port, boolean listening) {
    String end = ":%04X".formatted(port);
    return Stream.of("net/tcp", "net/tcp6")
        .flatMap(table -> lines(PROC.resolve(table)).stream())
        .map(line -> line.trim().split("\\s+"))
        .filter(columns -> columns.length > 9 && columns[1].endsWith(end))
        .filter(columns -> !listening || LISTENS.equals(columns[3]))
        .map(columns -> "socket:[" + columns[9] + "]");
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
