package io.understudy.endpoint;

import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;

/** Who reads a copy: says which page is wanted, and takes it. */
public interface CopyReader {

  /** Waits until a page is wanted: the place it begins at; null if no more are. */
  CopyPlace awaitWanted();

  /** About how many bytes of records a page may hold. */
  int maxBytes();

  /** Never waits. */
  void take(CopyPage page);
}
