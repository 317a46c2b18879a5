package io.understudy.protocol.message;

/**
 * Written by an instance to its own log as it starts, so that it knows when it has read all that an
 * earlier incarnation left there.
 *
 * @param incarnation the starting incarnation
 */
public record Restart(long incarnation) implements LogMessage {}
