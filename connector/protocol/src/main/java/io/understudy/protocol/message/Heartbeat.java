package io.understudy.protocol.message;

/**
 * The primary is there, and asks for a promise (R12).
 *
 * @param sender the primary
 * @param number ascends; the answer names it, so that a lease runs from the sending of this one
 * @param stable SSN up to which entries are stable
 * @param last highest SSN the primary has given
 */
public record Heartbeat(Sender sender, long number, long stable, long last)
    implements PeerMessage {}
