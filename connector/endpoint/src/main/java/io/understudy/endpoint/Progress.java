package io.understudy.endpoint;

import io.understudy.protocol.EntryId;

/** Hears which entry of a group is being executed: on the path of each, so it must be quick. */
public interface Progress {
  /** For a group of which nobody wants to know. */
  Progress UNHEARD = entry -> {};

  /** The body of this entry is about to be run; {@link EntryId#NONE} once none is any more. */
  void executing(EntryId entry);
}
