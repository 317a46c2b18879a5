package io.understudy.protocol.message;

import io.understudy.protocol.EntryId;

/**
 * Begins an emptied intention log: all before it is void (design.md section 2).
 *
 * @param logId random number of the log from here on
 * @param position where the synced database stands
 */
public record Mark(long logId, EntryId position) implements LogMessage {}
