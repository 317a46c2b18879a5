package io.understudy.protocol.message;

/** A message between instances that need not survive anything: whoever misses one asks again. */
public sealed interface PeerMessage
    permits Heartbeat,
        Ack,
        Join,
        Rebuild,
        StandBy,
        Handover,
        Suspicion,
        SuspicionQuery,
        DigestQuery,
        Digests,
        Divergence,
        CopyMessage {
  Sender sender();
}
