package io.understudy.endpoint;

import io.understudy.protocol.copy.CopyPlace;

/**
 * Says that a database is half a copy: what it holds means nothing.
 *
 * @param copyId number of the copy
 * @param place all before it is loaded
 */
public record CopyMark(long copyId, CopyPlace place) {}
