package io.understudy.adapter;

import io.understudy.endpoint.InstanceEndpoint;
import io.understudy.protocol.copy.CopyPage;
import java.util.Optional;
import java.util.Set;

/**
 * The loading of one page of a full copy. While the database may be at fault it fails like any
 * other task, and is tried again; once it has failed often and the database answers all the same,
 * the page is refused: it would be for ever.
 */
final class PageLoad {
  /** With the pauses between them, some 7 s. */
  static final int TRIES = 8;

  private final long copyId;
  private final CopyPage page;
  private final Set<Long> rejected;
  private int failures;

  PageLoad(long copyId, CopyPage page, Set<Long> rejected) {
    this.copyId = copyId;
    this.page = page;
    this.rejected = rejected;
  }

  /**
   * @return why it is refused; empty if it is loaded
   */
  Optional<String> load(InstanceEndpoint database) {
    try {
      database.loadCopy(copyId, page, rejected);
      return Optional.empty();
    } catch (RuntimeException e) {
      failures++;
      if (failures < TRIES || !answers(database)) {
        throw e;
      }
      return Optional.of(root(e));
    }
  }

  private static boolean answers(InstanceEndpoint database) {
    try {
      database.committed(1);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** What the service or the database says, not what the container makes of it. */
  private static String root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage().strip();
  }
}
