package io.understudy.protocol.message;

/**
 * The primary's digest is not that of some instance: whoever gets this says what its own were
 * (R10).
 *
 * @param sender the primary
 * @param after SSN of the first digest wanted: up to it they agreed, as far as is known
 * @param through SSN of the last one wanted
 */
public record DigestQuery(Sender sender, long after, long through) implements PeerMessage {}
