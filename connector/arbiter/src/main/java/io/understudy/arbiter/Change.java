package io.understudy.arbiter;

/** What came of a compare-and-set (R1). */
public sealed interface Change {

  /**
   * It went through.
   *
   * @param version version of the record from then on
   */
  record Done(int version) implements Change {}

  /** The record has another version: nothing was changed. */
  record Refused() implements Change {}

  /**
   * Nobody can tell: it may have gone through, or may still do so. Only another compare-and-set on
   * the same version that has an outcome ends this.
   *
   * @param cause what happened, for the operator
   */
  record Unknown(String cause) implements Change {}
}
