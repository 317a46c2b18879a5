package io.understudy.tables;

import io.understudy.endpoint.CopyMark;
import io.understudy.endpoint.Identity;
import io.understudy.endpoint.WrongDatabaseException;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.TableSize;
import io.understudy.protocol.copy.CopyHead;
import io.understudy.protocol.copy.CopyPlace;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * The one row that says whose database this is, who may commit to it (R12) and where it stands. A
 * group's commit writes it by {@link PositionMove}, not as an entity.
 */
@Entity
@Table(name = "UND_INSTANCE")
public class InstanceRow {
  /** Key of the only row. */
  static final int ONLY = 1;

  /** Version of the format of all tables whose names begin with UND_. */
  static final int FORMAT = 5;

  @Id
  @Column(name = "ID")
  private int id;

  @Column(name = "FORMAT_VERSION", nullable = false)
  private int format;

  @Column(name = "SERVICE_ID", nullable = false)
  private String serviceId;

  @Column(name = "INSTANCE_NAME", nullable = false)
  private String instance;

  @Column(name = "FENCE", nullable = false)
  private long fence;

  @Column(name = "INCARNATION", nullable = false)
  private long incarnation;

  @Column(name = "EPOCH_SEEN", nullable = false)
  private long epochSeen;

  @Column(name = "POSITION_SSN", nullable = false)
  private long positionSsn;

  @Column(name = "POSITION_EPOCH", nullable = false)
  private long positionEpoch;

  @Column(name = "LAST_TIMESTAMP", nullable = false)
  private long lastTimestamp;

  /** Sum of the digests of all responses up to the position (R10). */
  @Column(name = "RESPONSES_DIGEST", nullable = false)
  private long responsesDigest;

  /** Sum of the digests of what all entries up to the position wrote. */
  @Column(name = "OBJECTS_DIGEST", nullable = false)
  private long objectsDigest;

  /** Service version of all that is digested; 0 if it is not all of one. */
  @Column(name = "OBJECTS_VERSION", nullable = false)
  private int objectsVersion;

  /** 1 while the data is being erased: what is left of it means nothing. */
  @Column(name = "ERASING", nullable = false)
  private int erasing;

  /** Number of the full copy that is being loaded, of which there is only a part; 0 for none. */
  @Column(name = "COPY_ID", nullable = false)
  private long copyId;

  /** All before this place of it is loaded. */
  @Column(name = "COPY_PLACE", length = CopyPlace.LIMIT)
  private String copyPlace;

  /** The operation log has all entries from this SSN on. */
  @Column(name = "LOG_START", nullable = false)
  private long logStart;

  /** Bytes of their payloads. */
  @Column(name = "LOG_BYTES", nullable = false)
  private long logBytes;

  /** Rows of the message table. */
  @Column(name = "MESSAGE_ROWS", nullable = false)
  private long messageRows;

  /** Bytes of their bodies. */
  @Column(name = "MESSAGE_BYTES", nullable = false)
  private long messageBytes;

  protected InstanceRow() {}

  InstanceRow(Identity owner) {
    id = ONLY;
    format = FORMAT;
    logStart = 1;
    serviceId = owner.serviceId();
    instance = owner.instance();
  }

  /** The highest committed SSN, whatever this transaction has read before. */
  static long positionIn(EntityManager entities) {
    return entities
        .createQuery("select i.positionSsn from InstanceRow i where i.id = " + ONLY, Long.class)
        .getSingleResult();
  }

  void refuseUnlessOwnedBy(Identity owner) {
    if (format != FORMAT) {
      throw new WrongDatabaseException(
          "The database has format version " + format + ", and this server knows " + FORMAT + ".");
    }
    if (!serviceId.equals(owner.serviceId()) || !instance.equals(owner.instance())) {
      throw new WrongDatabaseException(
          "The database belongs to instance %s of the service with id %s, not to %s of %s."
              .formatted(instance, serviceId, owner.instance(), owner.serviceId()));
    }
  }

  /** From now on only a holder of the new fence can commit. */
  void raiseFence(long seen) {
    fence++;
    epochSeen = Math.max(epochSeen, seen);
  }

  void startAnew() {
    incarnation++;
  }

  void beginErasing() {
    erasing = 1;
    copyId = 0;
    logStart = 1;
    logBytes = 0;
    messageRows = 0;
    messageBytes = 0;
    positionSsn = 0;
    positionEpoch = 0;
    lastTimestamp = 0;
    responsesDigest = 0;
    objectsDigest = 0;
  }

  /** Data objects of another version have other digests: a sum of both is not to be compared. */
  void digestObjectsOf(int serviceVersion) {
    if (positionSsn == 0) {
      objectsVersion = serviceVersion;
    } else if (objectsVersion != serviceVersion) {
      objectsVersion = 0;
    }
  }

  void endErasing() {
    erasing = 0;
  }

  boolean isErasing() {
    return erasing != 0;
  }

  /** What is here means nothing from now on. */
  void beginCopying(long id) {
    beginErasing();
    erasing = 0;
    copyId = id;
    copiedTo(CopyPlace.BEGIN);
  }

  boolean isCopying(long id) {
    return copyId == id && id != 0;
  }

  /** The copy that is being loaded; null if there is none. */
  CopyMark copying() {
    return copyId == 0 ? null : new CopyMark(copyId, copyPlace());
  }

  CopyPlace copyPlace() {
    // An empty text is null on some databases.
    return copyPlace == null ? CopyPlace.BEGIN : new CopyPlace(copyPlace);
  }

  void copiedTo(CopyPlace place) {
    copyPlace = place.equals(CopyPlace.BEGIN) ? null : place.text();
  }

  /** All of the copy is here; it counts once it is synced and the mark is gone. */
  void standAt(CopyHead head) {
    positionSsn = head.position().ssn();
    positionEpoch = head.position().epoch();
    lastTimestamp = head.timestamp();
    responsesDigest = head.digest().responses();
    objectsDigest = head.digest().objects();
    objectsVersion = head.digest().serviceVersion();
    logStart = positionSsn + 1;
    logBytes = 0;
  }

  long logStart() {
    return logStart;
  }

  long logBytes() {
    return logBytes;
  }

  TableSize messages() {
    return new TableSize(messageRows, messageBytes);
  }

  /** So much was loaded into the message table. */
  void addMessages(TableSize loaded) {
    messageRows += loaded.rows();
    messageBytes += loaded.bytes();
  }

  void endCopying() {
    copyId = 0;
    copyPlace = null;
  }

  EntryId position() {
    return new EntryId(positionSsn, positionEpoch);
  }

  HistoryDigest digest() {
    return new HistoryDigest(positionSsn, responsesDigest, objectsDigest, objectsVersion);
  }

  long fence() {
    return fence;
  }

  long incarnation() {
    return incarnation;
  }

  long epochSeen() {
    return epochSeen;
  }

  long lastTimestamp() {
    return lastTimestamp;
  }
}
