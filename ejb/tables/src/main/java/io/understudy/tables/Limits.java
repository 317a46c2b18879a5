package io.understudy.tables;

/** Lengths of columns, equal on every database, so that what one instance can store all can. */
final class Limits {
  /** UTF-16 units of a client id. */
  static final int CLIENT_ID = 128;

  /** Characters of an operation's name and of an error's code. */
  static final int NAME = 128;

  /** UTF-16 units of an object's id in a portable form; of a longer one there is a digest. */
  static final int OBJECT_ID = 256;

  /**
   * Bytes of a request's payload or a response's body: as many as the longest request. H2 takes no
   * more outside of a LOB, and LOBs are slow.
   */
  static final int BODY = 1 << 20;

  private Limits() {}
}
