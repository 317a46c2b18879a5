package io.understudy.protocol.instance;

import io.understudy.protocol.EntryId;
import io.understudy.protocol.Moment;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import io.understudy.protocol.copy.CopyRecord;
import io.understudy.protocol.message.CopyChunk;
import io.understudy.protocol.message.CopyLost;
import io.understudy.protocol.message.CopyRefused;
import io.understudy.protocol.message.CopyRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The side of a full copy that is copied to (design.md section 6): asks for one page after another
 * and has them loaded. Until all is loaded and synced, the database is marked as copying, on disk:
 * what it holds means nothing, so the instance acks nothing and is no member (R6).
 *
 * <p>Two pages are held at most: one is loaded while the next one is on its way.
 */
final class CopyTarget {
  private static final int PAGES_HELD = 2;
  private static final int RETRY_MILLIS = 500;

  /** While the source is told that a page cannot be loaded: any message may be lost. */
  private static final int LAST_WORDS_MILLIS = 2_000;

  private final Actions actions;
  private final Reporter reporter;
  private final LongSupplier chance;
  private final KnownRecord record;
  private final Standing standing;
  private final Deque<CopyPage> held = new ArrayDeque<>();
  private final CopyProgress progress = new CopyProgress();
  private CopyPlace wanted;
  private boolean ending;
  private Moment asked;

  /** Why it cannot be loaded; empty while nothing is in the way. */
  private String refusal = "";

  private Moment refused;

  CopyTarget(
      Actions actions,
      Reporter reporter,
      LongSupplier chance,
      KnownRecord record,
      Standing standing) {
    this.actions = actions;
    this.reporter = reporter;
    this.chance = chance;
    this.record = record;
    this.standing = standing;
  }

  /** What it has come to, for the operator. */
  CopyProgress progress() {
    return progress;
  }

  /** The database was found marked: an earlier process had loaded all before this place. */
  void resume(CopyPlace place) {
    wanted = place;
  }

  void begin(Moment now) {
    begin("begins", now);
  }

  private void begin(String how, Moment now) {
    long copyId = chance.getAsLong();
    held.clear();
    wanted = null;
    ending = false;
    asked = null;
    refusal = "";
    progress.begin(now);
    standing.beginCopy(copyId == 0 ? 1 : copyId);
    reporter.report(
        Report.Kind.COPY,
        "A full copy from %s %s; the data is erased.".formatted(record.primary(), how));
  }

  /** The database is marked, and empty. */
  void onBegun(long copyId, Moment now) {
    if (copyId == standing.copyId()) {
      wanted = CopyPlace.BEGIN;
      advance(now);
    }
  }

  void onChunk(CopyChunk chunk, Moment now) {
    CopyPage page = chunk.page();
    if (chunk.copyId() == standing.copyId() && isWanted(page.from()) && held.size() < PAGES_HELD) {
      held.add(page);
      wanted = page.next();
      asked = null;
      if (held.size() == 1) {
        load(page);
      }
      advance(now);
    }
  }

  private void load(CopyPage page) {
    actions.loadCopy(
        standing.copyId(), page, rejectedIn(page, record.configuration().rejected().keySet()));
  }

  /**
   * An entry that the operator has had answered is executed nowhere. Another epoch's entry of that
   * SSN is another entry (R2), which has its effect.
   */
  static Set<Long> rejectedIn(CopyPage page, Set<EntryId> rejected) {
    if (rejected.isEmpty()) {
      return Set.of();
    }
    return page.records().stream()
        .filter(CopyRecord.OfEntry.class::isInstance)
        .map(each -> ((CopyRecord.OfEntry) each).entry().id())
        .filter(rejected::contains)
        .map(EntryId::ssn)
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean isWanted(CopyPlace from) {
    return from.equals(wanted);
  }

  /** A page is loaded; what was loaded of another copy is gone. */
  void onLoaded(long copyId, CopyPlace next, Moment now) {
    if (copyId != standing.copyId() || held.isEmpty() || !held.peek().next().equals(next)) {
      return;
    }
    progress.onLoaded(held.remove());
    if (!held.isEmpty()) {
      load(held.peek());
    }
    advance(now);
  }

  /** The source has no such snapshot any more: what was loaded fits no other. */
  void onLost(CopyLost lost, Moment now) {
    if (lost.copyId() == standing.copyId() && wanted != null && !ending) {
      begin("begins again, since it no longer holds the snapshot of the last one", now);
    }
  }

  /** What is being done for it cannot be, however often it is tried: this instance stops. */
  void onRefused(long copyId, String why, Moment now) {
    if (copyId == standing.copyId() && refusal.isEmpty()) {
      refusal = why;
      refused = now;
      asked = null;
    }
  }

  private void speakLastWords(Moment now) {
    boolean known = standing.self() != null;
    if (known && (asked == null || now.since(asked) >= RETRY_MILLIS)) {
      asked = now;
      actions.send(
          record.primary(), new CopyRefused(standing.sender(), standing.copyId(), refusal));
    }
    if (now.since(refused) >= LAST_WORDS_MILLIS) {
      actions.giveUp(
          "The full copy from " + record.primary() + " cannot be loaded here: " + refusal);
    }
  }

  void onTick(Moment now) {
    progress.onTick(now);
    if (!refusal.isEmpty()) {
      speakLastWords(now);
      return;
    }
    if (asked == null || now.since(asked) >= RETRY_MILLIS) {
      asked = null;
      advance(now);
    }
  }

  private void advance(Moment now) {
    if (wanted == null || ending || !refusal.isEmpty()) {
      return;
    }
    if (!wanted.equals(CopyPlace.END)) {
      if (held.size() < PAGES_HELD && asked == null && standing.self() != null) {
        asked = now;
        actions.send(
            record.primary(), new CopyRequest(standing.sender(), standing.copyId(), wanted));
      }
    } else if (held.isEmpty()) {
      ending = true;
      actions.endCopy(standing.copyId());
    }
  }

  /** All is loaded and synced, and the mark is gone. */
  void onEnded(long copyId) {
    if (copyId == standing.copyId()) {
      reporter.report(Report.Kind.COPY, "The full copy is loaded: " + progress + ".");
      wanted = null;
      ending = false;
      standing.endCopy();
    }
  }
}
