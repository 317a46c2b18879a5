package io.understudy.protocol.message;

/**
 * Everything up to an SSN, as the present primary has sent it, is on the sender's disk (R1, R2).
 *
 * @param sender the acking instance
 * @param acked that SSN; 0 while nothing has come from the present primary
 * @param committed highest SSN the sender has committed
 * @param heartbeat number of the newest heartbeat this answers; 0 for none
 * @param promised whether it also promises not to take over for the promise's length (R4)
 */
public record Ack(Sender sender, long acked, long committed, long heartbeat, boolean promised)
    implements PeerMessage {}
