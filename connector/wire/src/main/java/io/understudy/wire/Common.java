package io.understudy.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Member;
import io.understudy.protocol.Payload;
import io.understudy.protocol.message.Connection;
import io.understudy.protocol.message.Sender;

/** Values that several messages carry. */
final class Common {
  private Common() {}

  static Format.EntryId write(EntryId id) {
    return Format.EntryId.newBuilder().setSsn(id.ssn()).setEpoch(id.epoch()).build();
  }

  static EntryId read(Format.EntryId id) {
    return new EntryId(id.getSsn(), id.getEpoch());
  }

  static Format.Member write(Member member) {
    return Format.Member.newBuilder()
        .setInstance(member.instance())
        .setLogId(member.logId())
        .build();
  }

  static Member read(Format.Member member) {
    return new Member(member.getInstance(), member.getLogId());
  }

  static Format.Sender write(Sender sender) {
    return Format.Sender.newBuilder()
        .setEpoch(sender.epoch())
        .setMember(write(sender.member()))
        .setIncarnation(sender.incarnation())
        .build();
  }

  static Sender read(Format.Sender sender) {
    return new Sender(
        notNegative("epoch", sender.getEpoch()), read(sender.getMember()), sender.getIncarnation());
  }

  static Format.Connection write(Connection connection) {
    return Format.Connection.newBuilder()
        .setClientId(connection.clientId())
        .setSession(connection.session())
        .setAttempt(connection.attempt())
        .build();
  }

  static Connection read(Format.Connection connection) {
    return new Connection(
        connection.getClientId(), connection.getSession(), connection.getAttempt());
  }

  static ByteString write(Payload payload) {
    return UnsafeByteOperations.unsafeWrap(payload.bytes());
  }

  static Payload read(ByteString bytes) {
    return Payload.of(bytes.toByteArray());
  }

  /** Epochs and SSNs use 63 bits: a higher one is no number anybody counted to. */
  static long notNegative(String name, long value) {
    if (value < 0) {
      throw new WireException(
          "Malformed message: " + name + " " + Long.toUnsignedString(value) + " is beyond range.");
    }
    return value;
  }
}
