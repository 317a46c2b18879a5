package io.understudy.protocol;

import java.util.Objects;

/**
 * A request, or a word of the primary's own, with its place in the one order of the service and all
 * that the primary decided for it (FIG. 3C: message table entry 305).
 *
 * @param id its SSN and the epoch it was made in; neither ever changes
 * @param previousEpoch epoch of the entry at the SSN before; 0 for the first
 * @param kind what it is
 * @param timestamp milliseconds since 1970 as the primary decided, never below the entry's before
 * @param seed source of all chance for the operation: equal on every instance (R10)
 * @param serviceVersion version of the service to execute it at (design.md section 8)
 * @param clientId the client; empty unless the kind names one
 * @param number the client's sequence number; with {@link Kind#FORGET} the new floor
 * @param operation name of the operation; empty unless a request
 * @param payload the request's data
 */
public record Entry(
    EntryId id,
    long previousEpoch,
    Kind kind,
    long timestamp,
    long seed,
    int serviceVersion,
    String clientId,
    long number,
    String operation,
    Payload payload) {

  /** What an entry is. The order of the constants is part of the wire format: append only. */
  public enum Kind {
    /** A client's mutation. */
    REQUEST,
    /** The first entry of an epoch (R5, R9). */
    EPOCH,
    /** Message-table rows of a client up to a number are dropped (R8). */
    FORGET
  }

  public Entry {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(clientId, "clientId");
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(payload, "payload");
    if (id.ssn() == 0) {
      throw new IllegalArgumentException("SSN 0 is before the first entry.");
    }
    if ((id.ssn() == 1) != (previousEpoch == 0) || previousEpoch > id.epoch()) {
      throw new IllegalArgumentException(
          "Entry " + id + " cannot follow one of epoch " + previousEpoch + ".");
    }
  }

  /** The first entry of an epoch. */
  public static Entry epoch(long ssn, long epoch, long previousEpoch, long timestamp) {
    return new Entry(
        new EntryId(ssn, epoch),
        previousEpoch,
        Kind.EPOCH,
        timestamp,
        0,
        0,
        "",
        0,
        "",
        Payload.EMPTY);
  }

  public long ssn() {
    return id.ssn();
  }

  public long epoch() {
    return id.epoch();
  }

  /** Digest of what is asked: tells another content under the same client sequence number. */
  public static long digest(String operation, Payload payload) {
    return payload.digest() * 31 + operation.hashCode();
  }

  /** The entry this one follows. */
  public EntryId previous() {
    return id.ssn() == 1 ? EntryId.NONE : new EntryId(id.ssn() - 1, previousEpoch);
  }

  /** The same with another payload: where the bytes are kept elsewhere. */
  public Entry with(Payload other) {
    return new Entry(
        id,
        previousEpoch,
        kind,
        timestamp,
        seed,
        serviceVersion,
        clientId,
        number,
        operation,
        other);
  }

  /** About how much memory it takes: what bounds of buffers count. */
  public int weight() {
    return 160 + clientId.length() + operation.length() + payload.size();
  }
}
