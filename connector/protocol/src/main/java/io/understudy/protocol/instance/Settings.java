package io.understudy.protocol.instance;

/**
 * Settings of an instance, checked against each other.
 *
 * @param heartbeatMillis time between heartbeats
 * @param promiseMillis length of a promise: how long after its last word the primary cannot be
 *     replaced
 * @param marginMillis a lease ends this much earlier than the promise it rests on (R12)
 * @param detectionMillis silence after which an instance is suspected (R3, R4)
 * @param maxPending mutations in progress at the primary, and entries a backup may lag behind;
 *     beyond it requests wait
 * @param maxPendingBytes the same, in bytes of memory
 * @param maxGroup entries in one database transaction
 * @param maxCheckpointBytes bytes of entries in one checkpoint message, about
 * @param maxClients clients connected at a time
 * @param maxRequestBytes largest payload of a request
 * @param minInSync backups in sync below which mutations are neither taken nor committed
 * @param retentionSeconds how long the answers to a client that is silent are kept (R8)
 * @param operationMillis an operation that has run for so long is taken for one that does not end
 * @param maxFailures times that an entry may stop an instance before it is executed no more
 * @param spareSeconds how long a place in the in-sync set is kept for who has lost it, before a
 *     spare is invited
 * @param maxUnacknowledged answers kept of one client that does not say that it has them; beyond it
 *     is refused
 * @param messageTableRows answers kept of all clients; beyond it no new request is taken
 * @param messageTableMib MiB that they may take, about
 * @param operationLogRows rows kept in the operation log
 * @param operationLogMib MiB that they may take, about
 * @param operationLogSeconds how much older than the newest the oldest of them may be
 * @param fuzzyCopy 1 if full copies are read while the service goes on, 0 if from a snapshot
 */
public record Settings(
    int heartbeatMillis,
    int promiseMillis,
    int marginMillis,
    int detectionMillis,
    int maxPending,
    int maxPendingBytes,
    int maxGroup,
    int maxCheckpointBytes,
    int maxClients,
    int maxRequestBytes,
    int minInSync,
    int retentionSeconds,
    int operationMillis,
    int maxFailures,
    int spareSeconds,
    int maxUnacknowledged,
    int messageTableRows,
    int messageTableMib,
    int operationLogRows,
    int operationLogMib,
    int operationLogSeconds,
    int fuzzyCopy) {

  /**
   * Memory of the entries in one group, in bytes, about: they are in the database several times.
   */
  static final int GROUP_WEIGHT = 4 << 20;

  /** Answers that are kept of a client that does not acknowledge them, at the least. */
  private static final int LEAST_UNACKNOWLEDGED = 10_240;

  public static final Settings DEFAULT =
      new Settings(
          50,
          200,
          20,
          2000,
          8192,
          4 << 20,
          256,
          256 << 10,
          10_000,
          1 << 20,
          0,
          604_800,
          10_000,
          2,
          60,
          1 << 16,
          10_000_000,
          4096,
          1_000_000,
          1024,
          604_800,
          0);

  public Settings {
    require(heartbeatMillis >= 1, "heartbeat-ms must be at least 1, not " + heartbeatMillis);
    require(
        promiseMillis - marginMillis >= 2 * heartbeatMillis,
        "promise-ms less margin-ms ("
            + promiseMillis
            + " - "
            + marginMillis
            + " ms) must be at least two heartbeats ("
            + heartbeatMillis
            + " ms each)");
    require(marginMillis >= 1, "margin-ms must be at least 1, not " + marginMillis);
    require(
        detectionMillis >= 2 * promiseMillis,
        "detection-ms ("
            + detectionMillis
            + " ms) must be at least two promises ("
            + promiseMillis
            + " ms each)");
    require(maxPending >= 1, "max-pending must be at least 1, not " + maxPending);
    require(
        maxPendingBytes >= 2 * maxRequestBytes,
        "max-pending-bytes ("
            + maxPendingBytes
            + ") must hold two requests of "
            + maxRequestBytes
            + " bytes");
    require(maxGroup >= 1, "max-group must be at least 1, not " + maxGroup);
    require(maxCheckpointBytes >= 1024, "max-checkpoint-bytes must be at least 1024");
    require(maxClients >= 1, "max-clients must be at least 1, not " + maxClients);
    require(maxRequestBytes >= 1, "max-request-bytes must be at least 1, not " + maxRequestBytes);
    require(minInSync >= 0, "min-in-sync must be at least 0, not " + minInSync);
    require(
        retentionSeconds * 1000L >= 2L * detectionMillis,
        "retention-seconds ("
            + retentionSeconds
            + " s) must be at least two detection times ("
            + detectionMillis
            + " ms each)");
    require(
        operationMillis >= detectionMillis,
        "operation-ms ("
            + operationMillis
            + " ms) must be at least detection-ms ("
            + detectionMillis
            + " ms)");
    require(maxFailures >= 1, "max-failures must be at least 1, not " + maxFailures);
    require(spareSeconds >= 0, "spare-seconds must be at least 0, not " + spareSeconds);
    require(
        maxUnacknowledged >= LEAST_UNACKNOWLEDGED,
        "max-unacknowledged must be at least "
            + LEAST_UNACKNOWLEDGED
            + ", not "
            + maxUnacknowledged);
    require(
        messageTableRows >= maxUnacknowledged,
        "message-table-rows ("
            + messageTableRows
            + ") must hold what is kept of one client ("
            + maxUnacknowledged
            + ")");
    require(messageTableMib >= 1, "message-table-mib must be at least 1, not " + messageTableMib);
    require(
        operationLogRows >= 1, "operation-log-rows must be at least 1, not " + operationLogRows);
    require(operationLogMib >= 1, "operation-log-mib must be at least 1, not " + operationLogMib);
    require(
        operationLogSeconds >= 1,
        "operation-log-seconds must be at least 1, not " + operationLogSeconds);
    require(fuzzyCopy == 0 || fuzzyCopy == 1, "fuzzy-copy must be 0 or 1, not " + fuzzyCopy);
  }

  /**
   * Why they do not agree with a promise of another length, which the record of the service may
   * have: the record's holds. Empty if they agree.
   */
  String refusalUnder(int promiseOfRecord) {
    try {
      new Settings(
          heartbeatMillis,
          promiseOfRecord,
          marginMillis,
          detectionMillis,
          maxPending,
          maxPendingBytes,
          maxGroup,
          maxCheckpointBytes,
          maxClients,
          maxRequestBytes,
          minInSync,
          retentionSeconds,
          operationMillis,
          maxFailures,
          spareSeconds,
          maxUnacknowledged,
          messageTableRows,
          messageTableMib,
          operationLogRows,
          operationLogMib,
          operationLogSeconds,
          fuzzyCopy);
      return "";
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalArgumentException("The setting understudy." + sentence + ".");
    }
  }
}
