package io.understudy.protocol.message;

import io.understudy.protocol.copy.CopyPlace;

/**
 * An instance asks for the page of a copy that begins at a place; sent again while it does not
 * come.
 *
 * @param sender the instance that is copied to
 * @param copyId random number it has given the copy; another one is another snapshot
 * @param place where the page begins
 */
public record CopyRequest(Sender sender, long copyId, CopyPlace place) implements CopyMessage {}
