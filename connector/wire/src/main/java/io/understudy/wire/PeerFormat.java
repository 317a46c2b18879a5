package io.understudy.wire;

import io.understudy.protocol.EntryId;
import io.understudy.protocol.message.Ack;
import io.understudy.protocol.message.CopyMessage;
import io.understudy.protocol.message.DigestQuery;
import io.understudy.protocol.message.Digests;
import io.understudy.protocol.message.Divergence;
import io.understudy.protocol.message.Handover;
import io.understudy.protocol.message.Heartbeat;
import io.understudy.protocol.message.Join;
import io.understudy.protocol.message.PeerMessage;
import io.understudy.protocol.message.Rebuild;
import io.understudy.protocol.message.StandBy;
import io.understudy.protocol.message.Suspicion;
import io.understudy.protocol.message.SuspicionQuery;
import io.understudy.wire.Format.Envelope;

/** Messages between instances. */
final class PeerFormat {
  private PeerFormat() {}

  static Envelope.Builder write(PeerMessage message) {
    if (message instanceof CopyMessage part) {
      return CopyFormat.write(part);
    }
    Envelope.Builder envelope = Envelope.newBuilder();
    Format.Sender sender = Common.write(message.sender());
    if (message instanceof Heartbeat heartbeat) {
      return envelope.setHeartbeat(
          Format.Heartbeat.newBuilder()
              .setSender(sender)
              .setNumber(heartbeat.number())
              .setStable(heartbeat.stable())
              .setLast(heartbeat.last()));
    }
    if (message instanceof Ack ack) {
      return envelope.setAck(write(ack));
    }
    if (message instanceof Join join) {
      return envelope.setJoin(
          Format.Join.newBuilder()
              .setSender(sender)
              .setPosition(Common.write(join.position()))
              .setHighest(Common.write(join.highest()))
              .setLost(join.everCommitted() - join.highest().ssn()));
    }
    if (message instanceof DigestQuery query) {
      return envelope.setDigestQuery(DigestFormat.write(query));
    }
    if (message instanceof Digests digests) {
      return envelope.setDigests(DigestFormat.write(digests));
    }
    if (message instanceof Divergence divergence) {
      return envelope.setDivergence(DigestFormat.write(divergence));
    }
    if (message instanceof Handover) {
      return envelope.setHandover(Format.Handover.newBuilder().setSender(sender));
    }
    if (message instanceof StandBy) {
      return envelope.setStandBy(Format.StandBy.newBuilder().setSender(sender));
    }
    if (message instanceof SuspicionQuery) {
      return envelope.setSuspicionQuery(Format.SuspicionQuery.newBuilder().setSender(sender));
    }
    if (message instanceof Suspicion suspicion) {
      return envelope.setSuspicion(
          Format.Suspicion.newBuilder()
              .setSender(sender)
              .setEntry(Common.write(suspicion.entry()))
              .setFailures(suspicion.failures()));
    }
    Rebuild rebuild = (Rebuild) message;
    return envelope.setRebuild(
        Format.Rebuild.newBuilder().setSender(sender).setRefused(Common.write(rebuild.refused())));
  }

  private static Format.Ack write(Ack ack) {
    Format.Ack.Builder written =
        Format.Ack.newBuilder()
            .setSender(Common.write(ack.sender()))
            .setAcked(ack.acked())
            .setCommitted(ack.committed())
            .setHeartbeat(ack.heartbeat())
            .setPromised(ack.promised())
            .setLost(ack.everCommitted() - ack.committed());
    if (ack.digest() != null) {
      written.setDigest(DigestFormat.write(ack.digest()));
    }
    return written.build();
  }

  static PeerMessage read(Envelope envelope) {
    switch (envelope.getBodyCase()) {
      case HEARTBEAT:
        return read(envelope.getHeartbeat());
      case ACK:
        return read(envelope.getAck());
      case JOIN:
        return read(envelope.getJoin());
      case REBUILD:
        Format.Rebuild rebuild = envelope.getRebuild();
        return new Rebuild(Common.read(rebuild.getSender()), Common.read(rebuild.getRefused()));
      case HANDOVER:
        return new Handover(Common.read(envelope.getHandover().getSender()));
      case STAND_BY:
        return new StandBy(Common.read(envelope.getStandBy().getSender()));
      case SUSPICION:
        Format.Suspicion suspicion = envelope.getSuspicion();
        return new Suspicion(
            Common.read(suspicion.getSender()),
            Common.read(suspicion.getEntry()),
            suspicion.getFailures());
      case SUSPICION_QUERY:
        return new SuspicionQuery(Common.read(envelope.getSuspicionQuery().getSender()));
      case DIGEST_QUERY:
        return DigestFormat.read(envelope.getDigestQuery());
      case DIGESTS:
        return DigestFormat.read(envelope.getDigests());
      case DIVERGENCE:
        return DigestFormat.read(envelope.getDivergence());
      default:
        return CopyFormat.read(envelope);
    }
  }

  private static Heartbeat read(Format.Heartbeat heartbeat) {
    return new Heartbeat(
        Common.read(heartbeat.getSender()),
        Common.notNegative("heartbeat", heartbeat.getNumber()),
        Common.notNegative("stable SSN", heartbeat.getStable()),
        Common.notNegative("last SSN", heartbeat.getLast()));
  }

  private static Join read(Format.Join join) {
    EntryId highest = Common.read(join.getHighest());
    return new Join(
        Common.read(join.getSender()),
        Common.read(join.getPosition()),
        highest,
        highest.ssn() + Common.notNegative("SSNs lost", join.getLost()));
  }

  private static Ack read(Format.Ack ack) {
    long committed = Common.notNegative("committed SSN", ack.getCommitted());
    return new Ack(
        Common.read(ack.getSender()),
        Common.notNegative("acked SSN", ack.getAcked()),
        committed,
        committed + Common.notNegative("SSNs lost", ack.getLost()),
        Common.notNegative("heartbeat", ack.getHeartbeat()),
        ack.getPromised(),
        ack.hasDigest() ? DigestFormat.read(ack.getDigest()) : null);
  }
}
