package io.understudy.protocol.message;

/**
 * The primary to an instance that is empty and asks to join: it is to ask for a full copy.
 *
 * @param sender the primary
 */
public record CopyInvitation(Sender sender) implements CopyMessage {}
