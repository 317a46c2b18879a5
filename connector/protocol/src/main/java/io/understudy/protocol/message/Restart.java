package io.understudy.protocol.message;

/**
 * Written by an instance to its own log as it starts, so that it knows when it has read all that an
 * earlier incarnation left there; and again, to name the log anew, before the message that names it
 * is trimmed.
 *
 * @param incarnation the incarnation that writes it
 * @param logId number of the log, as its mark gave it; 0 while it has not been read
 */
public record Restart(long incarnation, long logId) implements LogMessage {}
