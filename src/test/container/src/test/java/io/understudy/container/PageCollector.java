package io.understudy.container;

import io.understudy.endpoint.CopyReader;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import java.util.ArrayList;
import java.util.List;

/** Reads a copy to its end and keeps all of it. */
final class PageCollector implements CopyReader {
  private final Runnable afterFirstPage;
  private final List<CopyPage> pages = new ArrayList<>();

  PageCollector(Runnable afterFirstPage) {
    this.afterFirstPage = afterFirstPage;
  }

  List<CopyPage> pages() {
    return pages;
  }

  @Override
  public CopyPlace awaitWanted() {
    if (pages.isEmpty()) {
      return CopyPlace.BEGIN;
    }
    CopyPage last = pages.get(pages.size() - 1);
    return last.isLast() ? null : last.next();
  }

  @Override
  public int maxBytes() {
    return 4096;
  }

  @Override
  public void take(CopyPage page) {
    pages.add(page);
    if (pages.size() == 1) {
      afterFirstPage.run();
    }
  }
}
