package io.understudy.protocol.instance;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.Member;
import io.understudy.protocol.Moment;
import io.understudy.protocol.message.DigestQuery;
import io.understudy.protocol.message.Digests;
import io.understudy.protocol.message.Divergence;
import io.understudy.protocol.message.Sender;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The primary's digest and an instance's differ: all in sync are asked for theirs, to find the
 * first entry that differs, and whose word stands (R10).
 */
final class Dispute {
  private static final int ASK_MILLIS = 100;

  /** What came of it. */
  enum Verdict {
    /** The instance differs. */
    INSTANCE,
    /** With most of the copies it is the primary that differs. */
    PRIMARY,
    /** They do not differ any more: the instance has begun anew. */
    NOBODY
  }

  private final Actions actions;
  private final Member accused;
  private final Map<Long, HistoryDigest> own = new HashMap<>();
  private final Map<Member, Map<Long, HistoryDigest>> said = new HashMap<>();
  private final long after;
  private final long through;
  private HistoryDigest first;
  private boolean exact;
  private Moment asked;

  /**
   * @param accused the instance
   * @param own the primary's digests, from the last at which they agreed, or the first it
   *     remembers, up to one that differs
   */
  Dispute(Actions actions, Member accused, List<HistoryDigest> own) {
    this.actions = actions;
    this.accused = accused;
    this.after = own.get(0).ssn();
    this.through = own.get(own.size() - 1).ssn();
    own.forEach(digest -> this.own.put(digest.ssn(), digest));
  }

  Member accused() {
    return accused;
  }

  /** SSN of the last entry that it is about. */
  long through() {
    return through;
  }

  /** An instance that has not committed so much does not answer, and is asked again. */
  void onDigests(Digests digests) {
    if (digests.through() == through) {
      Map<Long, HistoryDigest> bySsn = new HashMap<>();
      digests.digests().forEach(digest -> bySsn.put(digest.ssn(), digest));
      said.put(digests.sender().member(), bySsn);
    }
  }

  /**
   * Asks who has not answered.
   *
   * @return whether all have
   */
  boolean isHeard(Configuration record, Sender self, Moment now) {
    boolean due = asked == null || now.since(asked) >= ASK_MILLIS;
    boolean heard = ask(accused, self, due);
    for (Member member : record.inSync()) {
      heard &= member.equals(accused) || ask(member, self, due);
    }
    if (due) {
      asked = now;
    }
    return heard;
  }

  private boolean ask(Member member, Sender self, boolean due) {
    boolean heard = said.containsKey(member);
    if (!heard && due) {
      actions.send(member.instance(), new DigestQuery(self, after, through));
    }
    return heard;
  }

  /**
   * When all have been heard. The primary's word stands unless most of the copies say otherwise.
   */
  Verdict verdict(Configuration record) {
    find();
    if (first == null) {
      return Verdict.NOBODY;
    }
    int others = 0;
    for (Member member : record.inSync()) {
      HistoryDigest theirs = said.get(member).get(first.ssn());
      others += theirs != null && !theirs.differsFrom(first) ? 1 : 0;
    }
    return isMajority(others, record.inSync().size() + 1) ? Verdict.PRIMARY : Verdict.INSTANCE;
  }

  private static boolean isMajority(int votes, int copies) {
    return 2 * votes > copies;
  }

  /** The accused instance's digest up to the first entry that differs. */
  private void find() {
    Map<Long, HistoryDigest> theirs = said.get(accused);
    for (long ssn = after; ssn <= through && first == null; ssn++) {
      HistoryDigest digest = theirs.get(ssn);
      if (digest != null && digest.differsFrom(own.get(ssn))) {
        first = digest;
        exact = theirs.containsKey(ssn - 1);
      }
    }
  }

  /** What is told to the instance, and to the operator. */
  Divergence divergence(Sender self) {
    return new Divergence(self, own.get(first.ssn()), first, exact);
  }
}
