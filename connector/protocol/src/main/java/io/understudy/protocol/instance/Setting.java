package io.understudy.protocol.instance;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A setting of an instance: a whole number, with what it is when nothing is said and between what
 * it must be. {@code config/understudy.properties} describes each to operators.
 */
public enum Setting {
  /** Time between heartbeats. */
  HEARTBEAT_MS(50, 1, 60_000),
  /** Length of a promise: how long after its last word the primary cannot be replaced. */
  PROMISE_MS(200, 1, 600_000),
  /** A lease ends this much earlier than the promise it rests on (R12). */
  MARGIN_MS(20, 1, 600_000),
  /** Silence after which an instance is suspected (R3, R4). */
  DETECTION_MS(2000, 1, 600_000),
  /**
   * Mutations in progress at the primary, and entries a backup may lag behind; beyond it requests
   * wait.
   */
  MAX_PENDING(8192, 1, 1 << 20),
  /** The same, in bytes of memory. */
  MAX_PENDING_BYTES(4 << 20, 1 << 16, 1 << 30),
  /** Entries in one database transaction. */
  MAX_GROUP(256, 1, 1 << 16),
  /** How long a few entries that a backup may commit wait there for more; 0 for not at all. */
  BACKUP_GATHER_MS(50, 0, 1000),
  /** Bytes of entries in one checkpoint message, about. */
  MAX_CHECKPOINT_BYTES(256 << 10, 1024, 1 << 20),
  /** Clients connected at a time. */
  MAX_CLIENTS(10_000, 1, 1 << 20),
  /** Largest payload of a request. */
  MAX_REQUEST_BYTES(1 << 20, 1, 1 << 20),
  /** Backups in sync below which mutations are neither taken nor committed. */
  MIN_IN_SYNC(0, 0, 100),
  /** How long the answers to a client that is silent are kept (R8). */
  RETENTION_SECONDS(604_800, 1, Integer.MAX_VALUE),
  /** An operation that has run for so long is taken for one that does not end. */
  OPERATION_MS(10_000, 1, 86_400_000),
  /** Times that an entry may stop an instance before it is executed no more. */
  MAX_FAILURES(2, 1, 1000),
  /** How long a place in the in-sync set is kept for who has lost it, before a spare is invited. */
  SPARE_SECONDS(60, 0, Integer.MAX_VALUE / 1000),
  /**
   * Answers kept of one client that does not say that it has them; beyond it is refused. At the
   * least as many as a client library goes ahead of a request without an answer, and those that are
   * forgotten together.
   */
  MAX_UNACKNOWLEDGED(1 << 16, 40_960, Integer.MAX_VALUE),
  /** Answers kept of all clients; beyond it no new request is taken. */
  MESSAGE_TABLE_ROWS(10_000_000, 1, Integer.MAX_VALUE),
  /** MiB that they may take, about. */
  MESSAGE_TABLE_MIB(4096, 1, Integer.MAX_VALUE),
  /** Entries kept in the operation log. */
  OPERATION_LOG_ROWS(1_000_000, 1, Integer.MAX_VALUE),
  /** MiB that they may take, about. */
  OPERATION_LOG_MIB(1024, 1, Integer.MAX_VALUE),
  /** How much older than the newest the oldest of them may be. */
  OPERATION_LOG_SECONDS(604_800, 1, Integer.MAX_VALUE),
  /** 1 if full copies are read while the service goes on, 0 if from a snapshot. */
  FUZZY_COPY(0, 0, 1);

  private static final String PREFIX = "understudy.";

  private final int usual;
  private final int least;
  private final int most;

  Setting(int usual, int least, int most) {
    this.usual = usual;
    this.least = least;
    this.most = most;
  }

  /** Its name in a file of settings. */
  public String key() {
    return PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The setting of this name; empty if there is none. */
  public static Optional<Setting> of(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key().equals(key)).findFirst();
  }

  /** What it is when nothing is said. */
  public int usual() {
    return usual;
  }

  public int most() {
    return most;
  }

  /** What it may be, in words. */
  public String allowed() {
    return "a whole number from " + least + " to " + most;
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is none, or not between what it must be
   */
  public int parse(String value) {
    int number;
    try {
      number = Integer.parseInt(value.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(refusal(value), e);
    }
    require(number);
    return number;
  }

  void require(int value) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(refusal(Integer.toString(value)));
    }
  }

  private String refusal(String value) {
    return "The setting %s must be %s (default %d), not \"%s\"."
        .formatted(key(), allowed(), usual, value);
  }
}
