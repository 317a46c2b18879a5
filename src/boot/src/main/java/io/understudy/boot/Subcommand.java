package io.understudy.boot;

import java.util.concurrent.Callable;

/**
 * A subcommand that another module adds to {@code understudy}: a picocli command, named as a
 * service of this interface. It returns the exit code.
 */
public interface Subcommand extends Callable<Integer> {}
