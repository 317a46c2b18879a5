package io.understudy.protocol;

/** What an instance is for, as the operator wants it. Its role may be another at the moment. */
public enum Purpose {
  /** To be the primary, or in sync. */
  MEMBER,
  /** To take the place of a member that is lost; until then it holds no current state. */
  SPARE,
  /** To be fed at a distance: never waited for, and never the primary unless it is forced. */
  REMOTE,
  /** Nothing any more: the operator has taken it away. */
  REMOVED
}
