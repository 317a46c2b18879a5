package io.understudy.protocol.message;

/**
 * The primary to an instance that asks to join: no place is vacant for it, so it is a spare, and
 * goes on asking.
 *
 * @param sender the primary
 */
public record StandBy(Sender sender) implements PeerMessage {}
