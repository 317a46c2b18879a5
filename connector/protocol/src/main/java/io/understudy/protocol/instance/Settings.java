package io.understudy.protocol.instance;

import java.util.Arrays;
import java.util.Map;

/** All settings of an instance, checked against each other. */
public final class Settings {
  /**
   * Memory of the entries in one group, in bytes, about: they are in the database several times.
   */
  static final int GROUP_WEIGHT = 4 << 20;

  /** All as they are when nothing is said. */
  public static final Settings DEFAULT = of(Map.of());

  private final int[] values;

  private Settings(int[] values) {
    this.values = values;
  }

  /**
   * @param given what differs from what is usual
   * @throws IllegalArgumentException if one is not between what it must be, or they contradict each
   *     other
   */
  public static Settings of(Map<Setting, Integer> given) {
    int[] values = Arrays.stream(Setting.values()).mapToInt(Setting::usual).toArray();
    given.forEach((setting, value) -> values[setting.ordinal()] = value);
    Settings settings = new Settings(values);
    settings.check();
    return settings;
  }

  /** These, with another value of one. */
  public Settings with(Setting setting, int value) {
    int[] changed = values.clone();
    changed[setting.ordinal()] = value;
    Settings settings = new Settings(changed);
    settings.check();
    return settings;
  }

  private int get(Setting setting) {
    return values[setting.ordinal()];
  }

  private void check() {
    for (Setting setting : Setting.values()) {
      setting.require(get(setting));
    }
    require(
        promiseMillis() - marginMillis() >= 2 * heartbeatMillis(),
        "promise-ms less margin-ms (%d - %d ms) must be at least two heartbeats (%d ms each)",
        promiseMillis(),
        marginMillis(),
        heartbeatMillis());
    require(
        detectionMillis() >= 2 * promiseMillis(),
        "detection-ms (%d ms) must be at least two promises (%d ms each)",
        detectionMillis(),
        promiseMillis());
    require(
        maxPendingBytes() >= 2 * maxRequestBytes(),
        "max-pending-bytes (%d) must hold two requests of %d bytes",
        maxPendingBytes(),
        maxRequestBytes());
    require(
        retentionSeconds() * 1000L >= 2L * detectionMillis(),
        "retention-seconds (%d s) must be at least two detection times (%d ms each)",
        retentionSeconds(),
        detectionMillis());
    require(
        operationMillis() >= detectionMillis(),
        "operation-ms (%d ms) must be at least detection-ms (%d ms)",
        operationMillis(),
        detectionMillis());
    require(
        messageTableRows() >= maxUnacknowledged(),
        "message-table-rows (%d) must hold what is kept of one client (%d)",
        messageTableRows(),
        maxUnacknowledged());
  }

  private static void require(boolean holds, String sentence, Object... values) {
    if (!holds) {
      throw new IllegalArgumentException(
          "The setting understudy." + sentence.formatted(values) + ".");
    }
  }

  /**
   * Why they do not agree with a promise of another length, which the record of the service may
   * have: the record's holds. Empty if they agree.
   */
  String refusalUnder(int promiseOfRecord) {
    try {
      with(Setting.PROMISE_MS, promiseOfRecord);
      return "";
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  public int heartbeatMillis() {
    return get(Setting.HEARTBEAT_MS);
  }

  public int promiseMillis() {
    return get(Setting.PROMISE_MS);
  }

  public int marginMillis() {
    return get(Setting.MARGIN_MS);
  }

  public int detectionMillis() {
    return get(Setting.DETECTION_MS);
  }

  public int maxPending() {
    return get(Setting.MAX_PENDING);
  }

  public int maxPendingBytes() {
    return get(Setting.MAX_PENDING_BYTES);
  }

  public int maxGroup() {
    return get(Setting.MAX_GROUP);
  }

  public int backupGatherMillis() {
    return get(Setting.BACKUP_GATHER_MS);
  }

  public int maxCheckpointBytes() {
    return get(Setting.MAX_CHECKPOINT_BYTES);
  }

  public int maxClients() {
    return get(Setting.MAX_CLIENTS);
  }

  public int maxRequestBytes() {
    return get(Setting.MAX_REQUEST_BYTES);
  }

  public int minInSync() {
    return get(Setting.MIN_IN_SYNC);
  }

  public int retentionSeconds() {
    return get(Setting.RETENTION_SECONDS);
  }

  public int operationMillis() {
    return get(Setting.OPERATION_MS);
  }

  public int maxFailures() {
    return get(Setting.MAX_FAILURES);
  }

  public int spareSeconds() {
    return get(Setting.SPARE_SECONDS);
  }

  public int maxUnacknowledged() {
    return get(Setting.MAX_UNACKNOWLEDGED);
  }

  public int messageTableRows() {
    return get(Setting.MESSAGE_TABLE_ROWS);
  }

  public int messageTableMib() {
    return get(Setting.MESSAGE_TABLE_MIB);
  }

  public int operationLogRows() {
    return get(Setting.OPERATION_LOG_ROWS);
  }

  public int operationLogMib() {
    return get(Setting.OPERATION_LOG_MIB);
  }

  public int operationLogSeconds() {
    return get(Setting.OPERATION_LOG_SECONDS);
  }

  public int fuzzyCopy() {
    return get(Setting.FUZZY_COPY);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Settings settings && Arrays.equals(values, settings.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }
}
