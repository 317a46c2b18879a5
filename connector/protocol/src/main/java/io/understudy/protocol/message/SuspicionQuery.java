package io.understudy.protocol.message;

/**
 * A new primary asks one that was lost before it whether an entry has ended it. It answers with a
 * {@link Suspicion}.
 *
 * @param sender the primary
 */
public record SuspicionQuery(Sender sender) implements PeerMessage {}
