package io.understudy.boot;

import io.understudy.boot.server.Progress;
import java.io.PrintWriter;

/** Progress that the user sees at once. */
record TerminalProgress(PrintWriter out) implements Progress {
  @Override
  public void say(String line) {
    out.println(line);
    out.flush();
  }
}
