package io.understudy.protocol.message;

import io.understudy.protocol.EntryId;

/**
 * An instance that is not in sync says where it stands and asks to be brought up (design.md section
 * 6, R9).
 *
 * @param sender the joining instance
 * @param position its position
 * @param highest its highest committed entry
 * @param everCommitted highest SSN that it may ever have committed: above the other where its
 *     database has lost that since, or was emptied
 */
public record Join(Sender sender, EntryId position, EntryId highest, long everCommitted)
    implements PeerMessage {}
