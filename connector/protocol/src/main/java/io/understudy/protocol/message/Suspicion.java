package io.understudy.protocol.message;

import io.understudy.protocol.EntryId;

/**
 * The primary does not get past an entry, and may have to leave its office because of it. Whoever
 * takes its place then knows that it is not the first to try.
 *
 * @param sender the primary
 * @param entry which entry
 * @param failures how many times it will be known to have stopped an instance if the primary ends
 *     now
 */
public record Suspicion(Sender sender, EntryId entry, int failures) implements PeerMessage {}
