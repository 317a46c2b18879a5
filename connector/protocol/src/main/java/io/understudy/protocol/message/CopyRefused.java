package io.understudy.protocol.message;

/**
 * A page of that copy cannot be loaded, however often it is tried: the instance stops, and the
 * operator has to look.
 *
 * @param sender the instance that is copied to
 * @param copyId the copy's number
 * @param why in the words of the service or the database there
 */
public record CopyRefused(Sender sender, long copyId, String why) implements CopyMessage {}
