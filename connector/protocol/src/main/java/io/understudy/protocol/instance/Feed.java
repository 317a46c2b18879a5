package io.understudy.protocol.instance;

import io.understudy.protocol.Entry;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.Member;
import io.understudy.protocol.Moment;
import io.understudy.protocol.message.Ack;
import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.Divergence;
import java.util.ArrayDeque;
import java.util.Deque;

/** One backup, or instance that joins, as the primary sees it: what it was sent, what it acked. */
final class Feed {
  private record Sent(long lastSsn, int weight) {}

  private final Member member;
  private final Deque<Sent> uncommitted = new ArrayDeque<>();
  private long uncommittedWeight;
  private boolean connected;
  private boolean everConnected;
  private boolean required;
  private boolean reading;
  private boolean answered;
  private long next;
  private long acked;
  private long committed;
  private long everCommitted;
  private Moment heard;
  private Moment progress;
  private Moment resent;
  private Moment leaseFrom;
  private HistoryDigest claim;
  private long compared;
  private long agreed;
  private Divergence divergence;
  private boolean disputed;

  /**
   * @param member whose acks count: name and log id (R1)
   * @param next first SSN to send
   * @param required whether a commit waits for its ack
   */
  Feed(Member member, long next, boolean required, Moment now) {
    this.member = member;
    this.next = next;
    this.committed = next - 1;
    this.required = required;
    this.heard = now;
    this.progress = now;
    this.resent = now;
  }

  Member member() {
    return member;
  }

  String instance() {
    return member.instance();
  }

  boolean isConnected() {
    return connected;
  }

  /** Lost after it was there: suspected at once, not only after silence. */
  boolean isLost() {
    return everConnected && !connected;
  }

  boolean isRequired() {
    return required;
  }

  boolean isReading() {
    return reading;
  }

  long next() {
    return next;
  }

  long acked() {
    return acked;
  }

  void require(boolean now) {
    required = now;
  }

  void reading(boolean now) {
    reading = now;
  }

  void sent(Checkpoint checkpoint) {
    int weight = checkpoint.entries().stream().mapToInt(Entry::weight).sum();
    uncommitted.add(new Sent(checkpoint.last().ssn(), weight));
    uncommittedWeight += weight;
    next = checkpoint.last().ssn() + 1;
  }

  /** Memory, in bytes, about, that what was sent and is not committed there takes there. */
  long uncommittedWeight() {
    return uncommittedWeight;
  }

  private void forget(Sent sent) {
    uncommittedWeight -= sent.weight();
  }

  void onConnected(Moment now) {
    connected = true;
    everConnected = true;
    heard = now;
    progress = now;
    resend(now);
  }

  void onDisconnected() {
    connected = false;
  }

  /**
   * It has said where it stands, and this primary's history knows that place: all up to there is in
   * its log or its synced database, as this primary would send it.
   */
  void standsAt(long ssn) {
    acked = Math.max(acked, ssn);
  }

  /** Whether any ack has come since it was opened. */
  boolean hasAnswered() {
    return answered;
  }

  void onAck(Ack ack, Moment heartbeatSent, Moment now) {
    heard = now;
    answered = true;
    committed = Math.max(committed, ack.committed());
    everCommitted = Math.max(everCommitted, ack.everCommitted());
    while (!uncommitted.isEmpty() && uncommitted.peekFirst().lastSsn() <= committed) {
      forget(uncommitted.removeFirst());
    }
    if (ack.digest() != null) {
      claim = ack.digest();
    }
    if (ack.acked() > acked) {
      acked = ack.acked();
      next = Math.max(next, acked + 1);
      progress = now;
    }
    boolean newer =
        leaseFrom == null || heartbeatSent != null && heartbeatSent.since(leaseFrom) > 0;
    if (heartbeatSent != null && ack.promised() && newer) {
      leaseFrom = heartbeatSent;
    }
  }

  /** The newest digest it has sent that is not compared yet, or null. */
  HistoryDigest claim() {
    return claim;
  }

  /** The newest digest was compared, and agrees up to this SSN; 0 if that could not be told. */
  void onCompared(long ssn) {
    if (claim != null) { // not so once it is fed anew
      compared = Math.max(compared, claim.ssn());
      claim = null;
    }
    agreed = Math.max(agreed, ssn);
  }

  /**
   * It was looked at up to this SSN, and does not differ; a newer digest is still to be compared.
   */
  void onComparedThrough(long ssn) {
    compared = Math.max(compared, ssn);
    if (claim != null && claim.ssn() <= ssn) {
      claim = null;
    }
  }

  /** SSN up to which its digests agree; 0 if that is not known. */
  long agreed() {
    return agreed;
  }

  /** It differs from this primary: it is not to be in sync (R10). */
  void diverges(Divergence found) {
    divergence = found;
  }

  /** Whether it is being found out if it differs (R10): it is not to come in meanwhile. */
  void dispute(boolean open) {
    disputed = open;
  }

  boolean isDisputed() {
    return disputed;
  }

  /** How it differs, or null. */
  Divergence divergence() {
    return divergence;
  }

  /** Whether all that it has committed was compared, as far as can be told, and nothing differs. */
  boolean isCompared() {
    return compared >= committed && divergence == null;
  }

  /** Sends again all it has not acked; that does not count as progress. */
  void resend(Moment now) {
    goBackTo(flightFrom() + 1);
    resent = now;
  }

  /** It has committed all before this SSN: none of that is to be sent. */
  void sendFrom(long ssn) {
    next = Math.max(next, ssn);
  }

  private void goBackTo(long ssn) {
    next = ssn;
    while (!uncommitted.isEmpty() && uncommitted.peekLast().lastSsn() >= ssn) {
      forget(uncommitted.removeLast());
    }
  }

  /** All up to here is surely there. */
  long flightFrom() {
    return Math.max(acked, committed);
  }

  /** All up to here is committed there. */
  long base() {
    return committed;
  }

  /** It may have committed all up to here once. */
  long everCommitted() {
    return Math.max(everCommitted, committed);
  }

  Moment progress() {
    return progress;
  }

  Moment resent() {
    return resent;
  }

  /** Sends again from this SSN on, under a new epoch, though it may have been acked. */
  void resendFrom(long ssn, Moment now) {
    goBackTo(Math.min(next, ssn));
    resent = now;
    progress = now;
  }

  /** Nothing is left for it to ack. */
  void upToDate(Moment now) {
    progress = now;
  }

  long silentMillis(Moment now) {
    return now.since(heard);
  }

  /** How long it has owed an ack. */
  long owingMillis(Moment now) {
    return now.since(progress);
  }

  /** A promise counts from now on only if it is given anew. */
  void forgetPromise() {
    leaseFrom = null;
  }

  /**
   * Whether the promise it gave still holds for a lease. A lease runs from the sending of the
   * heartbeat that was answered, by the clock that shows more time gone, less a margin (R12).
   */
  boolean leases(Moment now, int leaseMillis) {
    return leaseFrom != null && now.longestSince(leaseFrom) < leaseMillis;
  }
}
