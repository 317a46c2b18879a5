package io.understudy.protocol.instance;

import io.understudy.protocol.EntryId;

/**
 * Why a group failed, of which nothing was committed.
 *
 * @param at the entry whose execution failed; {@link EntryId#NONE} if it was none's
 * @param cause in the words of the service or the database
 * @param conflict whether the database holds something already that the group brings, or lacks what
 *     it rests on: an integrity constraint says so. Only an outage is over some day by itself
 */
public record GroupFailure(EntryId at, String cause, boolean conflict) {

  /** An outage, as far as is known. */
  public static GroupFailure of(String cause) {
    return new GroupFailure(EntryId.NONE, cause, false);
  }
}
