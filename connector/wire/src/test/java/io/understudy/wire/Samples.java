package io.understudy.wire;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.Member;
import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import io.understudy.protocol.copy.CopyHead;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import io.understudy.protocol.copy.CopyRecord;
import io.understudy.protocol.message.Ack;
import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Connection;
import io.understudy.protocol.message.CopyChunk;
import io.understudy.protocol.message.CopyInvitation;
import io.understudy.protocol.message.CopyLost;
import io.understudy.protocol.message.CopyRefused;
import io.understudy.protocol.message.CopyRequest;
import io.understudy.protocol.message.DigestQuery;
import io.understudy.protocol.message.Digests;
import io.understudy.protocol.message.Divergence;
import io.understudy.protocol.message.Handover;
import io.understudy.protocol.message.Heartbeat;
import io.understudy.protocol.message.Join;
import io.understudy.protocol.message.LogMessage;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.PeerMessage;
import io.understudy.protocol.message.Rebuild;
import io.understudy.protocol.message.Restart;
import io.understudy.protocol.message.Sender;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.protocol.message.StandBy;
import io.understudy.protocol.message.Suspicion;
import io.understudy.protocol.message.SuspicionQuery;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Messages of every kind, with values at the edges of their ranges. */
final class Samples {
  static final Sender SENDER =
      new Sender(Long.MAX_VALUE, new Member("a", Long.MIN_VALUE), Long.MAX_VALUE);
  static final Connection CONNECTION =
      new Connection("k\u00f6nig \u4e2d \ud83d\ude00 \0", Long.MIN_VALUE, Long.MAX_VALUE);

  private Samples() {}

  static List<LogMessage> log() {
    long huge = Long.MAX_VALUE;
    return List.of(
        new Checkpoint(SENDER, 0, List.of(Entry.epoch(1, 1, 0, 0))),
        new Checkpoint(
            SENDER,
            huge,
            List.of(
                Entry.epoch(1, 3, 0, 5),
                request(2, 3, 3, 5, -1, 1, "x", 1, "put", "1"),
                request(3, 3, 3, 9, Long.MAX_VALUE, Integer.MAX_VALUE, "y", huge, "put", ""),
                request(4, 3, 3, huge, Long.MIN_VALUE, -1, "x", 2, "add", "{}"),
                Entry.epoch(5, huge, 3, huge),
                request(6, huge, huge, huge, 0, 2, "x", 7, "put", "\u4e2d"),
                new Entry(
                    new EntryId(7, huge),
                    huge,
                    Entry.Kind.FORGET,
                    huge,
                    0,
                    0,
                    "x",
                    6,
                    "",
                    Payload.EMPTY))),
        new Checkpoint(
            SENDER,
            huge - 1,
            List.of(request(huge, huge, huge - 1, 0, 1, 1, "", 0, "", "last of all"))),
        new Mark(Long.MIN_VALUE, EntryId.NONE),
        new Mark(-1, new EntryId(huge, huge)),
        new Restart(0, 0),
        new Restart(huge, -1));
  }

  /** Of a row of the operation log. */
  static List<Entry> entries() {
    return ((Checkpoint) log().get(1)).entries();
  }

  /** Of a row of the message table. */
  static List<CopyRecord.OfRequest> requests() {
    Response result = Response.result(Payload.of("\u4e2d"));
    Response error = Response.error("refused", "no");
    return List.of(
        new CopyRecord.OfRequest("c", 1, 4, Long.MIN_VALUE, result),
        new CopyRecord.OfRequest("c", 2, 9, -1, error),
        new CopyRecord.OfRequest("c", 7, 10, 0, Response.result(Payload.EMPTY)),
        new CopyRecord.OfRequest("c", Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, error));
  }

  static Entry request(
      long ssn,
      long epoch,
      long previousEpoch,
      long timestamp,
      long seed,
      int version,
      String client,
      long number,
      String operation,
      String payload) {
    return new Entry(
        new EntryId(ssn, epoch),
        previousEpoch,
        Entry.Kind.REQUEST,
        timestamp,
        seed,
        version,
        client,
        number,
        operation,
        Payload.of(payload));
  }

  static List<PeerMessage> peer() {
    long huge = Long.MAX_VALUE;
    return List.of(
        new Heartbeat(SENDER, 1, 0, 0),
        new Heartbeat(new Sender(0, new Member("b", 0), 0), huge, huge, huge),
        new Ack(SENDER, 0, 0, 0, false),
        new Ack(SENDER, huge, huge, huge, true),
        new Ack(SENDER, 7, 5, 9, 3, false, new HistoryDigest(5, 1, HistoryDigest.MODULUS - 1, 2)),
        new DigestQuery(SENDER, 0, huge),
        new Digests(SENDER, 9, List.of()),
        new Digests(
            SENDER,
            huge,
            List.of(new HistoryDigest(huge - 1, 1, 2, 3), new HistoryDigest(huge, 0, 9, 3))),
        new Divergence(SENDER, new HistoryDigest(1, 2, 3, 4), new HistoryDigest(1, 5, 6, 0), true),
        new Join(SENDER, EntryId.NONE, new EntryId(huge, 1), huge),
        new Join(SENDER, new EntryId(7, 2), new EntryId(7, 2), 9),
        new Rebuild(SENDER, new EntryId(1, huge)),
        new Handover(SENDER),
        new StandBy(SENDER),
        new SuspicionQuery(SENDER),
        new Suspicion(SENDER, EntryId.NONE, 0),
        new Suspicion(SENDER, new EntryId(huge, 1), Integer.MAX_VALUE),
        new CopyInvitation(SENDER),
        new CopyRequest(SENDER, Long.MIN_VALUE, CopyPlace.BEGIN),
        new CopyRequest(SENDER, 1, new CopyPlace("\u4e2d \0")),
        new CopyLost(SENDER, -1),
        new CopyRefused(SENDER, 9, "no such entity: ä"),
        new CopyChunk(SENDER, -1, copied()));
  }

  private static CopyPage copied() {
    long huge = Long.MAX_VALUE;
    return new CopyPage(
        new CopyHead(
            new EntryId(huge, huge),
            huge,
            new HistoryDigest(huge, 0, HistoryDigest.MODULUS - 1, 7),
            huge),
        CopyPlace.BEGIN,
        CopyPlace.END,
        List.of(
            new CopyRecord.OfObject(
                "Account", huge, Map.of("a", Payload.of("1"), "b", Payload.EMPTY)),
            new CopyRecord.OfObject("", 0, Map.of()),
            new CopyRecord.OfRequest(
                "\u4e2d", huge, huge, Long.MIN_VALUE, Response.error("NO", "why")),
            new CopyRecord.OfClient("x", huge),
            new CopyRecord.OfRemoval("Entity", "\u4e2d", huge),
            new CopyRecord.OfEntry(Entry.epoch(huge, huge, 1, huge)),
            new CopyRecord.OfEntry(request(6, huge, huge, huge, 0, 2, "x", 7, "put", "\u4e2d"))));
  }

  static List<ClientMessage> client() {
    return List.of(
        new ClientMessage.Hello(CONNECTION, "understudy.store.reply.1"),
        new ClientMessage.Hello(new Connection("", 0, 0), ""),
        new ClientMessage.Requests(CONNECTION, 1, 0, List.of()),
        new ClientMessage.Requests(
            CONNECTION,
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            List.of(
                new ClientMessage.Request(Long.MAX_VALUE, "put", Payload.of("{}")),
                new ClientMessage.Request(Long.MIN_VALUE, "", Payload.EMPTY),
                new ClientMessage.Request(0, "\u4e2d", Payload.of(new byte[1 << 20])))),
        new ClientMessage.Recall(CONNECTION, -1),
        new ClientMessage.Bye(CONNECTION, 17),
        new ClientMessage.StatusQuery("reply"),
        new ClientMessage.Switchover("reply", ""),
        new ClientMessage.Switchover("reply", "b"),
        new ClientMessage.Reject("reply", Long.MAX_VALUE, List.of()),
        new ClientMessage.Reject("reply", 1, List.of("a", "c")));
  }

  static List<ServerMessage> server() {
    long huge = Long.MAX_VALUE;
    Map<String, String> instances = Map.of("a", "127.0.0.1:5101", "b", "");
    return List.of(
        new ServerMessage.Welcome(1, 1, 0, 0, Map.of()),
        new ServerMessage.Welcome(huge, huge, huge, huge, instances),
        new ServerMessage.Responses(1, 1, List.of()),
        new ServerMessage.Responses(
            huge,
            huge,
            List.of(
                new ServerMessage.Answer(1, 0, true, Response.error("MALFORMED", "why")),
                new ServerMessage.Answer(huge, huge, false, Response.EMPTY))),
        new ServerMessage.Goodbye(1, 0, ServerMessage.Reason.NOT_PRIMARY, "", Map.of()),
        new ServerMessage.Goodbye(1, 2, ServerMessage.Reason.NOT_READY, "a", instances),
        new ServerMessage.Goodbye(1, 2, ServerMessage.Reason.BROKEN, "", instances),
        new ServerMessage.Goodbye(1, 2, ServerMessage.Reason.SUPERSEDED, "", instances),
        new ServerMessage.Goodbye(1, 2, ServerMessage.Reason.TOO_MANY_CLIENTS, "", instances),
        new ServerMessage.Goodbye(huge, huge, ServerMessage.Reason.BAD_CLIENT_ID, "", instances),
        new ServerMessage.Instances(1, 0, Map.of()),
        new ServerMessage.Instances(huge, huge, instances),
        new ServerMessage.Status(Map.of()),
        new ServerMessage.Status(Map.of("role", "PRIMARY", "", "")),
        new ServerMessage.Outcome(true, ""),
        new ServerMessage.Outcome(false, "No."));
  }

  static List<Configuration> configurations() {
    Configuration founding = Configuration.founding("a", 200);
    return List.of(
        founding,
        founding.next(new Member("b", -1), Long.MAX_VALUE, new TreeSet<>()),
        founding.next(
            new Member("b", Long.MIN_VALUE),
            1,
            List.of(new Member("a", 7), new Member("c", Long.MAX_VALUE))),
        new Configuration(
            Long.MAX_VALUE,
            "",
            new Member("a", 0),
            0,
            new TreeSet<>(),
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            new TreeMap<>()),
        founding
            .next(new Member("b", 1), 1, List.of(new Member("a", 7)))
            .rejecting(new EntryId(Long.MAX_VALUE, Long.MAX_VALUE))
            .rejecting(new EntryId(7, 1))
            .rejecting(new EntryId(7, 2)));
  }
}
