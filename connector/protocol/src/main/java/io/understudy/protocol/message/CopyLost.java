package io.understudy.protocol.message;

/**
 * The snapshot of that copy is held no more, or never was by this primary: begin another.
 *
 * @param sender the primary
 * @param copyId the copy's number
 */
public record CopyLost(Sender sender, long copyId) implements CopyMessage {}
