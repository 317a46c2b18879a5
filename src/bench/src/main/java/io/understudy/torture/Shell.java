package io.understudy.torture;

import io.understudy.boot.server.BootException;
import java.io.IOException;
import java.nio.charset.Charset;

/** Commands of the system. */
final class Shell {
  private Shell() {}

  /** Runs one to its end, which must be a good one. */
  static void run(String... command) {
    String line = String.join(" ", command);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      byte[] said = process.getInputStream().readAllBytes();
      if (process.waitFor() != 0) {
        throw new BootException(
            line + " failed: " + new String(said, Charset.defaultCharset()).strip());
      }
    } catch (IOException e) {
      throw new BootException("Cannot run " + line + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BootException("Interrupted.", e);
    }
  }
}
