package io.understudy.protocol.message;

import io.understudy.protocol.EntryId;

/**
 * The primary does not get past an entry, and may have to leave its office because of it. Whoever
 * takes its place then knows that it is not the first to try.
 *
 * <p>Or, from another instance to the primary, the answer to a {@link SuspicionQuery}: which entry
 * has ended that instance.
 *
 * @param sender the primary, or who was asked by it
 * @param entry which entry; {@link EntryId#NONE} in an answer if there is none
 * @param failures how many times it will be known to have stopped an instance if the primary ends
 *     now; in an answer, how many times it has stopped the sender
 */
public record Suspicion(Sender sender, EntryId entry, int failures) implements PeerMessage {}
