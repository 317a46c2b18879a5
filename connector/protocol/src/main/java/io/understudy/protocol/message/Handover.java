package io.understudy.protocol.message;

/**
 * At a planned switchover: the primary has drained and has given up its lease for good in its
 * epoch, which frees the backup from its promises (design.md section 4, R12): it is to take over.
 *
 * @param sender the primary
 */
public record Handover(Sender sender) implements PeerMessage {}
