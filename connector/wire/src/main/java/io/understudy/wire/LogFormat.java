package io.understudy.wire;

import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.LogMessage;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.Restart;
import io.understudy.wire.Format.Envelope;

/** Messages of an intention log. */
final class LogFormat {
  private LogFormat() {}

  static Envelope.Builder write(LogMessage message) {
    Envelope.Builder envelope = Envelope.newBuilder();
    if (message instanceof Checkpoint checkpoint) {
      return envelope.setCheckpoint(CheckpointFormat.write(checkpoint));
    }
    if (message instanceof Mark mark) {
      return envelope.setMark(
          Format.Mark.newBuilder()
              .setLogId(mark.logId())
              .setPosition(Common.write(mark.position())));
    }
    Restart restart = (Restart) message;
    return envelope.setRestart(
        Format.Restart.newBuilder()
            .setIncarnation(restart.incarnation())
            .setLogId(restart.logId()));
  }

  static LogMessage read(Envelope envelope) {
    switch (envelope.getBodyCase()) {
      case CHECKPOINT:
        return CheckpointFormat.read(envelope.getCheckpoint());
      case MARK:
        Format.Mark mark = envelope.getMark();
        return new Mark(mark.getLogId(), Common.read(mark.getPosition()));
      case RESTART:
        return new Restart(
            envelope.getRestart().getIncarnation(), envelope.getRestart().getLogId());
      default:
        throw Wire.unexpected(envelope, "a message of an intention log");
    }
  }
}
