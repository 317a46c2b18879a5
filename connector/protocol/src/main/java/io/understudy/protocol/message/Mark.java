package io.understudy.protocol.message;

import io.understudy.protocol.EntryId;

/**
 * Begins an emptied intention log: all before it is void (design.md section 2). One without a log
 * id says that the database is void too: whose log this is, it is no member of anything until the
 * next mark (R6, R10).
 *
 * @param logId random number of the log from here on; 0 for none
 * @param position where the synced database stands
 */
public record Mark(long logId, EntryId position) implements LogMessage {
  /** The database is void. */
  public static final Mark VOID = new Mark(0, EntryId.NONE);
}
