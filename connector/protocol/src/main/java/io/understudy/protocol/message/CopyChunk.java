package io.understudy.protocol.message;

import io.understudy.protocol.copy.CopyPage;

/**
 * A page that was asked for.
 *
 * @param sender the primary
 * @param copyId the copy's number
 * @param page the page
 */
public record CopyChunk(Sender sender, long copyId, CopyPage page) implements CopyMessage {}
