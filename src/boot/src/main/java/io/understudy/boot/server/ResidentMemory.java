package io.understudy.boot.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Memory of a process that is in RAM. */
public final class ResidentMemory {
  private ResidentMemory() {}

  /** In KiB; empty where the system does not tell, or the process has ended. */
  public static OptionalLong kib(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (IOException noSuchProcessOrSystem) {
      return OptionalLong.empty();
    }
  }
}
