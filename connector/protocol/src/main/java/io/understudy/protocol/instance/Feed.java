package io.understudy.protocol.instance;

import io.understudy.protocol.Member;
import io.understudy.protocol.Moment;
import io.understudy.protocol.message.Ack;

/** One backup, or instance that joins, as the primary sees it: what it was sent, what it acked. */
final class Feed {
  private final Member member;
  private boolean connected;
  private boolean everConnected;
  private boolean required;
  private boolean reading;
  private long next;
  private long acked;
  private long committed;
  private Moment heard;
  private Moment progress;
  private Moment resent;
  private Moment leaseFrom;

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

  void sentThrough(long ssn) {
    next = ssn + 1;
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

  void onAck(Ack ack, Moment heartbeatSent, Moment now) {
    heard = now;
    committed = Math.max(committed, ack.committed());
    if (ack.acked() > acked) {
      acked = ack.acked();
      next = Math.max(next, acked + 1);
      progress = now;
    }
    if (heartbeatSent != null && ack.promised()) {
      leaseFrom = heartbeatSent;
    }
  }

  /** Sends again all it has not acked; that does not count as progress. */
  void resend(Moment now) {
    next = flightFrom() + 1;
    resent = now;
  }

  /** All up to here is surely there. */
  long flightFrom() {
    return Math.max(acked, committed);
  }

  /** All up to here is committed there. */
  long base() {
    return committed;
  }

  Moment progress() {
    return progress;
  }

  Moment resent() {
    return resent;
  }

  /** Sends again from this SSN on, under a new epoch, though it may have been acked. */
  void resendFrom(long ssn, Moment now) {
    next = Math.min(next, ssn);
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

  /**
   * Whether the promise it gave still holds for a lease. A lease runs from the sending of the
   * heartbeat that was answered, by the clock that shows more time gone, less a margin (R12).
   */
  boolean leases(Moment now, int leaseMillis) {
    return leaseFrom != null && now.longestSince(leaseFrom) < leaseMillis;
  }
}
