package io.understudy.endpoint;

import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;

/** Who reads a copy: says which page is wanted, and takes it. */
public interface CopyReader {

  /** Waits until a page is wanted: the place it begins at; null if no more are. */
  CopyPlace awaitWanted();

  /** About how many bytes of records a page may hold. */
  int maxBytes();

  /**
   * Whether each page is read by itself, while the service goes on, instead of all from one
   * snapshot.
   */
  boolean isFuzzy();

  /** Never waits. */
  void take(CopyPage page);
}
