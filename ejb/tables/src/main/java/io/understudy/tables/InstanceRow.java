package io.understudy.tables;

import io.understudy.endpoint.Identity;
import io.understudy.endpoint.WrongDatabaseException;
import io.understudy.protocol.EntryId;
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
  static final int FORMAT = 1;

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

  /** 1 while the data is being erased: what is left of it means nothing. */
  @Column(name = "ERASING", nullable = false)
  private int erasing;

  protected InstanceRow() {}

  InstanceRow(Identity owner) {
    id = ONLY;
    format = FORMAT;
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
    positionSsn = 0;
    positionEpoch = 0;
    lastTimestamp = 0;
  }

  void endErasing() {
    erasing = 0;
  }

  boolean isErasing() {
    return erasing != 0;
  }

  EntryId position() {
    return new EntryId(positionSsn, positionEpoch);
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
