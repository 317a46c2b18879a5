package io.understudy.protocol.instance;

/**
 * What an instance is doing.
 *
 * <pre>
 *                SPARE
 *                │  ▲  the primary lets it in, or not
 *                ▼  │
 *   STARTING ─▶ JOINING ─▶ BACKUP ─▶ TAKING_OVER ─▶ PRIMARY
 *       │          ▲         │  ▲        │             │
 *       │          └─────────┴──┼────────┴─────────────┘  not in the record any more
 *       └───────────────────────┘ still in sync (R6)
 *   from each: STOPPED
 * </pre>
 */
public enum Role {
  /** Reads its log, its database and the record. */
  STARTING,
  /** Not in sync: is brought up, or waits for a primary. */
  JOINING,
  /** Not in sync, and not wanted at present: waits until the primary has a place for it. */
  SPARE,
  /** In sync. */
  BACKUP,
  /** Has asked the arbiter to become primary and does not know the outcome. */
  TAKING_OVER,
  /** Is the primary; serves once the first entry of its epoch is committed (R5). */
  PRIMARY,
  /** Takes no part any more; the report says why. */
  STOPPED
}
