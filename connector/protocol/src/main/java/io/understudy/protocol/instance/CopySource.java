package io.understudy.protocol.instance;

import io.understudy.protocol.Moment;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import io.understudy.protocol.message.CopyChunk;
import io.understudy.protocol.message.CopyLost;
import io.understudy.protocol.message.CopyRefused;
import io.understudy.protocol.message.CopyRequest;
import io.understudy.protocol.message.Sender;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The primary's side of full copies (design.md section 6): for each instance that asks it holds one
 * snapshot, and reads from it the page that is asked for; nothing is kept in memory. A request that
 * comes twice is answered twice, with the same page. A snapshot that nobody reads from is let go.
 */
final class CopySource {
  /** Snapshots held at a time: who asks for one more has to go on asking. */
  private static final int MAX_COPIES = 4;

  /** An instance that was restarted goes on with its copy if it is back so soon. */
  private static final int IDLE_MILLIS = 60_000;

  /** A copy that has not been asked for a page for so long stands still. */
  private static final int BUSY_MILLIS = 1000;

  /** Copies that are over and are remembered: no request comes later than so many copies. */
  private static final int ENDED = 64;

  /** Bytes of records in a page, about. */
  static final int PAGE_BYTES = 256 << 10;

  /** A copy under way. */
  private static final class Copy {
    private final long id;
    private final Sender target;

    /**
     * All entries after it are needed; not known before the first page has been read. Of a fuzzy
     * copy where it began, to the end: its last pages may be asked for again.
     */
    private long ssn;

    private CopyPlace reading;
    private Moment asked;

    Copy(long id, Sender target) {
      this.id = id;
      this.target = target;
    }
  }

  private final Actions actions;
  private final Overtaken overtaken;
  private final Map<String, Copy> copies = new HashMap<>();
  private final Map<String, CopyProgress> progress = new HashMap<>();

  /**
   * Copies that are over, the latest last. A first request of one that comes late must not begin it
   * again: its target may have loaded pages of the snapshot that there was.
   */
  private final Set<Long> ended = new LinkedHashSet<>();

  private final Map<String, String> refusals = new TreeMap<>();

  CopySource(Actions actions, Overtaken overtaken) {
    this.actions = actions;
    this.overtaken = overtaken;
  }

  void onRequest(CopyRequest request, Sender self, Moment now) {
    String instance = request.sender().instance();
    if (!holds(instance, request.copyId())) {
      if (!isBeginning(request) || ended.contains(request.copyId())) {
        actions.send(instance, new CopyLost(self, request.copyId()));
        return;
      }
      close(instance);
      if (copies.size() >= MAX_COPIES || overtaken.isGivenUp(request.sender())) {
        return;
      }
      open(request, now);
    }
    Copy copy = copies.get(instance);
    copy.asked = now;
    if (copy.reading == null) {
      copy.reading = request.place();
      actions.readCopy(instance, copy.id, copy.reading, PAGE_BYTES);
    }
  }

  /** Of another snapshot nothing fits what was loaded of one. */
  private static boolean isBeginning(CopyRequest request) {
    return request.place().equals(CopyPlace.BEGIN);
  }

  private boolean holds(String instance, long copyId) {
    Copy copy = copies.get(instance);
    return copy != null && copy.id == copyId;
  }

  private void open(CopyRequest request, Moment now) {
    String instance = request.sender().instance();
    copies.put(instance, new Copy(request.copyId(), request.sender()));
    overtaken.begin(request.sender());
    refusals.remove(instance);
    CopyProgress begun = new CopyProgress();
    begun.begin(now);
    progress.put(instance, begun);
  }

  void onPage(String instance, long copyId, CopyPage page, Sender self) {
    if (holds(instance, copyId)) {
      Copy copy = copies.get(instance);
      copy.reading = null;
      copy.ssn = copy.ssn == 0 ? page.head().position().ssn() : copy.ssn;
      progress.get(instance).onLoaded(page);
      actions.send(instance, new CopyChunk(self, copyId, page));
    }
  }

  /** The database has given the snapshot up. */
  void onFailed(String instance, long copyId, Sender self) {
    if (holds(instance, copyId)) {
      forget(instance);
      actions.send(instance, new CopyLost(self, copyId));
    }
  }

  /** It cannot load what it was sent, and stops. */
  void onRefused(CopyRefused refused) {
    String instance = refused.sender().instance();
    Copy open = copies.get(instance);
    boolean old = open != null && open.id != refused.copyId();
    if (!old && !refused.why().equals(refusals.get(instance))) {
      close(instance);
      refusals.put(instance, refused.why());
      actions.report(
          new Report(
              Report.Kind.COPY_REFUSED,
              instance + " cannot load the full copy, and stops: " + refused.why()));
    }
  }

  /** It says where it stands: a copy to it is over, and whatever was in its way. */
  void onJoin(String instance) {
    close(instance);
    refusals.remove(instance);
  }

  /** Why instances could not load their last copies, by name. */
  Map<String, String> refusals() {
    return refusals;
  }

  /**
   * @param logStart the operation log has all from this SSN on
   */
  void onTick(long logStart, Sender self, Moment now) {
    for (String instance : List.copyOf(copies.keySet())) {
      progress.get(instance).onTick(now);
      Copy copy = copies.get(instance);
      boolean useless = copy.ssn > 0 && copy.ssn + 1 < logStart;
      if (useless || now.since(copy.asked) >= IDLE_MILLIS) {
        close(instance);
      }
      if (useless) {
        overtaken.onOvertaken(copy.target);
        actions.send(instance, new CopyLost(self, copy.id));
      }
    }
  }

  /** It needs its snapshot no more. */
  void close(String instance) {
    Copy copy = copies.get(instance);
    if (copy != null) {
      forget(instance);
      actions.closeCopy(copy.id);
    }
  }

  private void forget(String instance) {
    ended.add(copies.remove(instance).id);
    if (ended.size() > ENDED) {
      ended.remove(ended.iterator().next());
    }
    progress.remove(instance);
  }

  void closeAll() {
    List.copyOf(copies.keySet()).forEach(this::close);
  }

  /** Whether one of these instances has asked for a page of late. */
  boolean isReadBy(Predicate<String> instances, Moment now) {
    for (Copy copy : copies.values()) {
      if (now.since(copy.asked) < BUSY_MILLIS && instances.test(copy.target.instance())) {
        return true;
      }
    }
    return false;
  }

  /** Whoever is copied to needs all entries from this SSN on. */
  long neededFrom() {
    long needed = Long.MAX_VALUE;
    for (Copy copy : copies.values()) {
      needed = Math.min(needed, copy.ssn + 1);
    }
    return needed;
  }

  /** Copies under way, and how far they have come, by instance. */
  Map<String, CopyProgress> progress() {
    return progress;
  }
}
