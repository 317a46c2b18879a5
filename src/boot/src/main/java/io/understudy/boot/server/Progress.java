package io.understudy.boot.server;

/** Is told, in a line each, what a command that takes long is doing. */
@FunctionalInterface
public interface Progress {
  /** Tells nobody. */
  Progress SILENT = line -> {};

  void say(String line);
}
