package io.understudy.simulator;

import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;

/** A copy that is being read. */
interface Reading {
  CopyPage page(CopyPlace from, int size);

  /** SSN after which all entries are needed by whoever gets it. */
  long position();

  /** Whether it can be read on from there, to its end. */
  boolean isWhole(CopyPlace from);
}
