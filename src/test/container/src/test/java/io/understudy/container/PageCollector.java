package io.understudy.container;

import io.understudy.endpoint.CopyReader;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads a copy to its end and keeps all of it. */
class PageCollector implements CopyReader {
  /** Of one page, about. */
  static final int MAX_BYTES = 4096;

  private final boolean fuzzy;
  private final Consumer<CopyPage> afterPage;
  private final List<CopyPage> pages = new ArrayList<>();

  /**
   * @param afterPage told each page
   */
  PageCollector(boolean fuzzy, Consumer<CopyPage> afterPage) {
    this.fuzzy = fuzzy;
    this.afterPage = afterPage;
  }

  List<CopyPage> pages() {
    return pages;
  }

  @Override
  public CopyPlace awaitWanted() {
    if (pages.isEmpty()) {
      return CopyPlace.BEGIN;
    }
    if (fuzzy) { // here no transaction of the reader's is open
      afterPage.accept(pages.get(pages.size() - 1));
    }
    CopyPage last = pages.get(pages.size() - 1);
    return last.isLast() ? null : last.next();
  }

  @Override
  public int maxBytes() {
    return MAX_BYTES;
  }

  @Override
  public void take(CopyPage page) {
    pages.add(page);
    if (!fuzzy) {
      afterPage.accept(page);
    }
  }

  @Override
  public boolean isFuzzy() {
    return fuzzy;
  }
}
