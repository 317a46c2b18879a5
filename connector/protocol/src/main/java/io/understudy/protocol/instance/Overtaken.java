package io.understudy.protocol.instance;

import io.understudy.protocol.Member;
import io.understudy.protocol.message.Sender;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Instances whose full copies took longer than the operation log reached back: what they needed
 * next was recycled before they had got so far. For the next copy twice as much is kept, up to a
 * bound; then no more copies are made to that process, since they would never end.
 */
final class Overtaken {
  /** What a first copy needs may take so many times the bounds of the operation log. */
  static final int HELD = 2;

  /** Copies that are tried: the last one with 16 times the bounds. */
  static final int TRIES = 4;

  /**
   * @param incarnation of the process that was copied to
   * @param times how often it was overtaken
   * @param copied whether it has been copied to since
   */
  private record Tries(long incarnation, int times, boolean copied) {
    boolean isOf(Sender target) {
      return incarnation == target.incarnation();
    }
  }

  private final Map<String, Tries> tries = new HashMap<>();
  private final Reporter reporter;

  Overtaken(Reporter reporter) {
    this.reporter = reporter;
  }

  /** A copy to it begins: of another process nothing is known. */
  void begin(Sender target) {
    Tries before = tries.get(target.instance());
    int times = before != null && before.isOf(target) ? before.times() : 0;
    tries.put(target.instance(), new Tries(target.incarnation(), times, true));
  }

  /** Counts once for each copy, however often that process says where it stands. */
  void onOvertaken(Sender target) {
    Tries before = tries.get(target.instance());
    if (before != null && before.isOf(target) && before.copied()) {
      int times = before.times() + 1;
      tries.put(target.instance(), new Tries(before.incarnation(), times, false));
      report(target.instance(), times);
    }
  }

  private void report(String instance, int times) {
    String what =
        "The operation log was recycled beyond what %s needed after its full copy, though %d times its bounds were kept"
            .formatted(instance, HELD << (times - 1));
    reporter.report(
        Report.Kind.COPY,
        times < TRIES
            ? what + "; for the next copy twice as much is kept."
            : what
                + ". No more copies are made to it. Raise understudy.operation-log-rows, understudy.operation-log-mib or understudy.operation-log-seconds, whichever was exceeded, or take load away; then start "
                + instance
                + " again.");
  }

  /** They have come so far that they are in sync. */
  void onInSync(Set<Member> members) {
    if (!tries.isEmpty()) {
      members.forEach(member -> tries.remove(member.instance()));
    }
  }

  /** Whether no more copies are made to that process. */
  boolean isGivenUp(Sender target) {
    Tries before = tries.get(target.instance());
    return before != null && before.isOf(target) && before.times() >= TRIES;
  }

  /** How many times the bounds of the operation log may be kept for whoever needs it. */
  int held() {
    int most = 0;
    for (Tries each : tries.values()) {
      most = Math.max(most, each.times());
    }
    return HELD << Math.min(most, TRIES - 1);
  }
}
