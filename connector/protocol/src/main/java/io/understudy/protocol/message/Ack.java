package io.understudy.protocol.message;

import io.understudy.protocol.HistoryDigest;

/**
 * Everything up to an SSN, as the present primary has sent it, is on the sender's disk (R1, R2).
 *
 * @param sender the acking instance
 * @param acked that SSN; 0 while nothing has come from the present primary
 * @param committed highest SSN the sender has committed
 * @param everCommitted highest SSN that it may ever have committed: above the other where its
 *     database has lost that since
 * @param heartbeat number of the newest heartbeat this answers; 0 for none
 * @param promised whether it also promises not to take over for the promise's length (R4)
 * @param digest of what the entries came to that it has committed (R10); null if it has none that
 *     can be compared
 */
public record Ack(
    Sender sender,
    long acked,
    long committed,
    long everCommitted,
    long heartbeat,
    boolean promised,
    HistoryDigest digest)
    implements PeerMessage {

  /** Of an instance whose database has lost nothing, without a digest. */
  public Ack(Sender sender, long acked, long committed, long heartbeat, boolean promised) {
    this(sender, acked, committed, committed, heartbeat, promised, null);
  }
}
