package io.understudy.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.understudy.protocol.Configuration;
import io.understudy.protocol.Entry;
import io.understudy.protocol.copy.CopyRecord;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.LogMessage;
import io.understudy.protocol.message.PeerMessage;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.wire.Format.Envelope;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/**
 * Messages of the protocol core, and rows of the tables, as bytes, and back. Decoding refuses
 * whatever the core's values would refuse, so that nothing malformed gets past it.
 */
public final class Wire {
  /** Format version written into, and expected in, every envelope. */
  public static final int FORMAT = 1;

  private Wire() {}

  public static byte[] encode(LogMessage message) {
    return seal(LogFormat.write(message));
  }

  public static byte[] encode(PeerMessage message) {
    return seal(PeerFormat.write(message));
  }

  public static byte[] encode(ClientMessage message) {
    return seal(ClientFormat.write(message));
  }

  public static byte[] encode(ServerMessage message) {
    return seal(ServerFormat.write(message));
  }

  public static byte[] encode(Configuration configuration) {
    return seal(ConfigurationFormat.write(configuration));
  }

  /**
   * What a row of the operation log has of its entries.
   *
   * @param entries consecutive; at least one
   */
  public static byte[] encodeEntries(List<Entry> entries) {
    return seal(RowFormat.writeEntries(entries));
  }

  /**
   * What a row of the message table has of its requests, but for the client's id.
   *
   * @param requests of one client, in the order of their numbers; at least one
   */
  public static byte[] encodeRequests(List<CopyRecord.OfRequest> requests) {
    return seal(RowFormat.writeRequests(requests));
  }

  /**
   * @throws WireException if these bytes are no message of an intention log
   */
  public static LogMessage decodeLog(byte[] bytes) {
    return open(bytes, LogFormat::read);
  }

  /**
   * @throws WireException if these bytes are no message between instances
   */
  public static PeerMessage decodePeer(byte[] bytes) {
    return open(bytes, PeerFormat::read);
  }

  /**
   * @throws WireException if these bytes are no message of a client
   */
  public static ClientMessage decodeClient(byte[] bytes) {
    return open(bytes, ClientFormat::read);
  }

  /**
   * @throws WireException if these bytes are no message to a client
   */
  public static ServerMessage decodeServer(byte[] bytes) {
    return open(bytes, ServerFormat::read);
  }

  /**
   * @throws WireException if these bytes are no configuration record
   */
  public static Configuration decodeConfiguration(byte[] bytes) {
    return open(bytes, ConfigurationFormat::read);
  }

  /**
   * @throws WireException if these bytes are no entries of an operation log
   */
  public static List<Entry> decodeEntries(byte[] bytes) {
    return open(bytes, RowFormat::readEntries);
  }

  /**
   * @throws WireException if these bytes are no requests of a message table
   */
  public static List<CopyRecord.OfRequest> decodeRequests(String clientId, byte[] bytes) {
    return open(bytes, envelope -> RowFormat.readRequests(clientId, envelope));
  }

  private static byte[] seal(Envelope.Builder envelope) {
    return envelope.setFormat(FORMAT).build().toByteArray();
  }

  private static <T> T open(byte[] bytes, Function<Envelope, T> read) {
    Envelope envelope = parse(bytes);
    if (envelope.getFormat() != FORMAT) {
      throw new WireException(
          "Format version "
              + Integer.toUnsignedString(envelope.getFormat())
              + " is not known here, only "
              + FORMAT
              + ".");
    }
    try {
      return read.apply(envelope);
    } catch (IllegalArgumentException refused) {
      throw new WireException("Malformed message: " + refused.getMessage(), refused);
    }
  }

  private static Envelope parse(byte[] bytes) {
    try {
      CodedInputStream input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
      // Payloads are copied out once, by Payload; until then they are views of these bytes.
      input.enableAliasing(true);
      Envelope envelope = Envelope.parseFrom(input);
      input.checkLastTagWas(0);
      return envelope;
    } catch (InvalidProtocolBufferException malformed) {
      throw new WireException("Malformed message: " + malformed.getMessage(), malformed);
    } catch (IOException impossible) {
      throw new WireException("Malformed message.", impossible);
    }
  }

  static WireException unexpected(Envelope envelope, String expected) {
    return new WireException("Expected " + expected + ", got " + envelope.getBodyCase() + ".");
  }
}
