package io.understudy.protocol.message;

import io.understudy.protocol.EntryId;

/**
 * The primary's history has another entry where the joining instance stands, or none, or its
 * operation log does not reach back so far: it is to empty its database and join from nothing (R9).
 *
 * @param sender the primary
 * @param refused the position the primary does not know, or has no entries after
 */
public record Rebuild(Sender sender, EntryId refused) implements PeerMessage {}
