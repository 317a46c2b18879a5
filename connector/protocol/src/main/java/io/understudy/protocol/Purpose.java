package io.understudy.protocol;

/** What an instance is for, as the operator wants it. Its role may be another at the moment. */
public enum Purpose {
  /** To be the primary, or in sync. */
  MEMBER,
  /** Nothing any more: the operator has taken it away. */
  REMOVED
}
