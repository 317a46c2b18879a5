package io.understudy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.understudy.protocol.Configuration;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Payload;
import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Connection;
import io.understudy.protocol.message.LogMessage;
import io.understudy.protocol.message.PeerMessage;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.wire.Format.Envelope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WireTest {

  static Stream<LogMessage> log() {
    return Samples.log().stream();
  }

  static Stream<PeerMessage> peer() {
    return Samples.peer().stream();
  }

  static Stream<ClientMessage> client() {
    return Samples.client().stream();
  }

  static Stream<ServerMessage> server() {
    return Samples.server().stream();
  }

  static Stream<Configuration> configurations() {
    return Samples.configurations().stream();
  }

  @ParameterizedTest
  @MethodSource("log")
  void shouldReadBackWhatItWroteWhenItIsForALog(LogMessage message) {
    assertThat(Wire.decodeLog(Wire.encode(message))).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("peer")
  void shouldReadBackWhatItWroteWhenItIsForAPeer(PeerMessage message) {
    assertThat(Wire.decodePeer(Wire.encode(message))).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("client")
  void shouldReadBackWhatItWroteWhenItIsFromAClient(ClientMessage message) {
    assertThat(Wire.decodeClient(Wire.encode(message))).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("server")
  void shouldReadBackWhatItWroteWhenItIsForAClient(ServerMessage message) {
    assertThat(Wire.decodeServer(Wire.encode(message))).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void shouldReadBackWhatItWroteWhenItIsARecord(Configuration configuration) {
    assertThat(Wire.decodeConfiguration(Wire.encode(configuration))).isEqualTo(configuration);
  }

  @Test
  void shouldReadBackWhatItWroteWhenItIsARow() {
    assertThat(Wire.decodeEntries(Wire.encodeEntries(Samples.entries())))
        .isEqualTo(Samples.entries());
    assertThat(Wire.decodeRequests("c", Wire.encodeRequests(Samples.requests())))
        .isEqualTo(Samples.requests());
  }

  /** Every decoder, so that what none of them may accept is tried on all. */
  private static List<Function<byte[], Object>> decoders() {
    return List.of(
        Wire::decodeLog,
        Wire::decodePeer,
        Wire::decodeClient,
        Wire::decodeServer,
        Wire::decodeConfiguration,
        Wire::decodeEntries,
        bytes -> Wire.decodeRequests("c", bytes));
  }

  private static List<byte[]> encoded() {
    List<byte[]> all = new ArrayList<>();
    Samples.log().forEach(message -> all.add(Wire.encode(message)));
    Samples.peer().forEach(message -> all.add(Wire.encode(message)));
    Samples.client().forEach(message -> all.add(Wire.encode(message)));
    Samples.server().forEach(message -> all.add(Wire.encode(message)));
    Samples.configurations().forEach(message -> all.add(Wire.encode(message)));
    all.add(Wire.encodeEntries(Samples.entries()));
    all.add(Wire.encodeRequests(Samples.requests()));
    return all;
  }

  @Test
  void shouldRefuseEveryTruncationWhenBytesAreMissingAtTheEnd() {
    for (byte[] bytes : encoded()) {
      for (int length = 0; length < Math.min(bytes.length, 4096); length++) {
        byte[] truncated = Arrays.copyOf(bytes, length);
        for (Function<byte[], Object> decoder : decoders()) {
          assertThatThrownBy(() -> decoder.apply(truncated)).isInstanceOf(WireException.class);
        }
      }
    }
  }

  @Test
  void shouldThrowNothingElseWhenBytesAreDamaged() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random chance = new Random(seed);
    for (byte[] bytes : encoded()) {
      if (bytes.length > 4096) {
        continue;
      }
      for (int i = 0; i < 300; i++) {
        byte[] damaged = bytes.clone();
        damaged[chance.nextInt(damaged.length)] = (byte) chance.nextInt();
        damaged[chance.nextInt(damaged.length)] ^= (byte) (1 << chance.nextInt(8));
        for (Function<byte[], Object> decoder : decoders()) {
          try {
            decoder.apply(damaged);
          } catch (WireException refused) {
            assertThat(refused).hasMessageEndingWith(".");
          }
        }
      }
    }
  }

  @Test
  void shouldRefuseOneKindOfMessageWhenAnotherIsExpected() {
    byte[] hello = Wire.encode(Samples.client().get(0));
    assertThatThrownBy(() -> Wire.decodePeer(hello))
        .isInstanceOf(WireException.class)
        .hasMessage("Expected a message between instances, got HELLO.");
  }

  @Test
  void shouldRefuseAMessageWhenItsFormatVersionIsAnother() throws Exception {
    byte[] known = Wire.encode(Samples.peer().get(0));
    for (int format : new int[] {0, Wire.FORMAT + 1, -1}) {
      byte[] other = Envelope.parseFrom(known).toBuilder().setFormat(format).build().toByteArray();
      assertThatThrownBy(() -> Wire.decodePeer(other))
          .isInstanceOf(WireException.class)
          .hasMessageContaining("Format version " + Integer.toUnsignedString(format));
    }
  }

  @Test
  void shouldRefuseACheckpointWhenAnEntryNamesAnUnknownClient() {
    Envelope.Builder envelope = Envelope.newBuilder().setFormat(Wire.FORMAT);
    envelope
        .getCheckpointBuilder()
        .setSender(Common.write(Samples.SENDER))
        .setFirstSsn(1)
        .addOperations("put")
        .addEntries(
            Format.Entry.newBuilder().setEpochStep(1).setPayload(ByteString.copyFromUtf8("{}")));
    assertThatThrownBy(() -> Wire.decodeLog(envelope.build().toByteArray()))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("index 0");
  }

  @Test
  void shouldRefuseToWriteACheckpointWhenItsEntriesAreNotConsecutive() {
    Checkpoint gap =
        new Checkpoint(
            Samples.SENDER, 0, List.of(Entry.epoch(1, 1, 0, 0), Entry.epoch(3, 2, 1, 0)));
    assertThatThrownBy(() -> Wire.encode(gap))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3@2");
  }

  @Test
  void shouldStaySmallWhenManyEntriesShareACheckpoint() {
    // given: 256 requests of 32 clients with 200 bytes each, in the client's messages of 8
    List<ClientMessage.Requests> sent = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    long ssn = 1_000_000;
    for (int client = 0; client < 32; client++) {
      List<ClientMessage.Request> requests = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        long number = 50_000 + i;
        Payload payload = Payload.of(new byte[200]);
        requests.add(new ClientMessage.Request(number, "put", payload));
        entries.add(
            new Entry(
                new EntryId(++ssn, 12),
                12,
                Entry.Kind.REQUEST,
                1_700_000_000_000L + client,
                ssn * 0x9e3779b97f4a7c15L,
                1,
                "client-" + client,
                number,
                "put",
                payload));
      }
      sent.add(
          new ClientMessage.Requests(
              new Connection("client-" + client, client, 1), 1, number(requests) - 1, requests));
    }

    // when
    int requestBytes = sent.stream().mapToInt(message -> Wire.encode(message).length).sum();
    int checkpointBytes = Wire.encode(new Checkpoint(Samples.SENDER, ssn, entries)).length;

    // then
    System.out.println("checkpoint bytes / request bytes: " + checkpointBytes + "/" + requestBytes);
    assertThat((double) checkpointBytes / requestBytes).isLessThan(1.15);
  }

  private static long number(List<ClientMessage.Request> requests) {
    return requests.get(0).number();
  }
}
