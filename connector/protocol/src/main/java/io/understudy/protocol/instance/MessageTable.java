package io.understudy.protocol.instance;

import io.understudy.protocol.ClientNumber;
import io.understudy.protocol.Entry;
import io.understudy.protocol.Moment;
import io.understudy.protocol.Response;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.ClientMessage.Request;
import io.understudy.protocol.message.Connection;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.protocol.message.ServerMessage.Answer;
import io.understudy.protocol.message.ServerMessage.Reason;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The message table of the primary (FIG. 3C): makes a resent request return its first response.
 * Here are the requests in progress and the clients connected; the committed responses are in the
 * database, and are looked up for a number not above the client's highest.
 */
final class MessageTable {
  private static final int IDLE_MILLIS = 60_000;

  /** Takes a client's new mutation into the order of the service. */
  interface Intake {
    void take(String clientId, Request request, Moment now);

    /** Has the client's rows up to this number dropped, by an entry in the order (R8). */
    void forget(String clientId, long number, Moment now);
  }

  private final Settings settings;
  private final Map<String, Boolean> mutations;
  private final Actions actions;
  private final TableBounds bounds;
  private final Map<String, ClientStream> clients = new HashMap<>();
  private final Set<ClientStream> dirty = new LinkedHashSet<>();

  /** Digests of requests that were sent again, until their stored responses have been found. */
  private final Map<Connection, Map<Long, Long>> asked = new HashMap<>();

  /** Numbers up to which entries were given that have rows of silent clients dropped. */
  private final Map<String, Long> expiring = new HashMap<>();

  MessageTable(
      Settings settings, Map<String, Boolean> mutations, Actions actions, TableBounds bounds) {
    this.settings = settings;
    this.mutations = mutations;
    this.actions = actions;
    this.bounds = bounds;
  }

  void onHello(ClientMessage.Hello hello, long epoch, Map<String, String> instances, Moment now) {
    Connection connection = hello.connection();
    if (!isClientId(connection.clientId())) {
      refuse(hello, epoch, Reason.BAD_CLIENT_ID, instances);
      return;
    }
    ClientStream stream = clients.get(connection.clientId());
    if (stream == null) {
      if (clients.size() >= settings.maxClients()) {
        refuse(hello, epoch, Reason.TOO_MANY_CLIENTS, instances);
        return;
      }
      stream = new ClientStream(hello, now);
      clients.put(connection.clientId(), stream);
    } else if (stream.connection().session() != connection.session()) {
      goodbye(stream, epoch, Reason.SUPERSEDED, "", instances);
      stream.connect(hello, now);
    } else if (stream.connection().attempt() <= connection.attempt()) {
      stream.connect(hello, now);
    } else {
      // An older attempt of the same session that came late: its newer one has taken its place.
      return;
    }
    dirty.add(stream);
    if (!stream.isKnown()) {
      actions.lookUpClient(connection);
    }
  }

  /** Whether a client may call itself so. */
  static boolean isClientId(String clientId) {
    return !clientId.isBlank()
        && clientId.length() <= Connection.CLIENT_ID_LIMIT
        && clientId.indexOf(0) < 0;
  }

  private void refuse(
      ClientMessage.Hello hello, long epoch, Reason reason, Map<String, String> instances) {
    actions.respond(
        hello.replyTo(),
        new ServerMessage.Goodbye(hello.connection().attempt(), epoch, reason, "", instances));
  }

  void onClientStanding(Connection connection, long highest, long floor) {
    // Only of this very connection: what was read for an earlier one may be of an earlier term.
    ClientStream stream = connected(connection);
    if (stream != null) {
      stream.onStanding(highest, floor);
      stream.forgetSoon(expiring.getOrDefault(connection.clientId(), 0L));
      dirty.add(stream);
    }
  }

  /** So many rows it has in the table. */
  void onCounted(Connection connection, long rows) {
    ClientStream stream = connected(connection);
    if (stream != null) {
      stream.onCounted(rows, settings.maxUnacknowledged());
    }
  }

  void onRequests(
      ClientMessage.Requests message,
      long epoch,
      Map<String, String> instances,
      Intake intake,
      Moment now) {
    ClientStream stream = connected(message.connection());
    if (stream == null) {
      return;
    }
    if (!stream.takes(message, now)) {
      goodbye(stream, epoch, Reason.BROKEN, "", instances);
      return;
    }
    Map<Long, Long> stored = new LinkedHashMap<>();
    for (Request request : message.requests()) {
      take(stream, request, stored, intake, now);
    }
    if (!stored.isEmpty()) {
      asked.computeIfAbsent(stream.connection(), c -> new HashMap<>()).putAll(stored);
      actions.lookUp(stream.connection(), List.copyOf(stored.keySet()));
    }
    if (stream.takeCountDue()) {
      actions.countRows(stream.connection());
    }
    forget(stream, intake, now);
  }

  private void forget(ClientStream stream, Intake intake, Moment now) {
    long forgettable = stream.takeForgettable(bounds.isNear());
    if (forgettable > 0) {
      intake.forget(stream.connection().clientId(), forgettable, now);
    }
  }

  private void take(
      ClientStream stream, Request request, Map<Long, Long> stored, Intake intake, Moment now) {
    long number = request.number();
    Boolean mutation = mutations.get(request.operation());
    if (number <= 0) {
      refuse(
          stream, number, "BAD_NUMBER", "Sequence numbers ascend from 1; " + number + " is none.");
    } else if (mutation == null) {
      refuse(
          stream,
          number,
          "UNKNOWN_OPERATION",
          "The service has no operation '" + request.operation() + "'.");
    } else if (request.payload().size() > settings.maxRequestBytes()) {
      refuse(
          stream,
          number,
          "TOO_LARGE",
          "The payload has "
              + request.payload().size()
              + " bytes; the limit is "
              + settings.maxRequestBytes()
              + ".");
    } else if (mutation) {
      takeMutation(stream, request, stored, intake, now);
    } else if (stream.beginQuery(request)) {
      actions.query(stream.connection(), request);
    }
  }

  private void takeMutation(
      ClientStream stream, Request request, Map<Long, Long> stored, Intake intake, Moment now) {
    long number = request.number();
    long digest = Entry.digest(request.operation(), request.payload());
    Long running = stream.inProgress(number);
    if (running != null) {
      // Otherwise in progress already: the answer follows when it commits (FIG. 4B, step 12).
      if (running != digest) {
        reused(stream, number);
      } else {
        stream.ask(number);
      }
    } else if (number > stream.highest()) {
      if (!stream.hasRoom(number, settings.maxUnacknowledged())) {
        refuse(
            stream,
            number,
            "UNACKNOWLEDGED",
            "Of this client "
                + settings.maxUnacknowledged()
                + " answers are kept, which is the limit: it must say which ones it has before it"
                + " gets more.");
        return;
      }
      String full = bounds.refusal();
      if (!full.isEmpty()) {
        refuse(stream, number, "MESSAGE_TABLE_FULL", full);
        return;
      }
      stream.begin(number, digest);
      intake.take(stream.connection().clientId(), request, now);
    } else {
      stored.put(number, digest);
    }
  }

  /** The client has long been silent: its rows up to this one are dropped (R8). */
  void expire(ClientNumber last, Intake intake, Moment now) {
    expiring.merge(last.clientId(), last.number(), Math::max);
    ClientStream stream = clients.get(last.clientId());
    if (stream != null) {
      stream.forgetSoon(last.number());
    }
    intake.forget(last.clientId(), last.number(), now);
  }

  void onRecall(ClientMessage.Recall recall) {
    ClientStream stream = connected(recall.connection());
    if (stream == null || !stream.isKnown()) {
      return;
    }
    if (stream.inProgress(recall.number()) == null) {
      actions.lookUp(stream.connection(), List.of(recall.number()));
    } else {
      stream.ask(recall.number());
    }
  }

  void onStored(Connection connection, List<Long> numbers, Map<Long, Instance.Stored> found) {
    Map<Long, Long> digests = asked.getOrDefault(connection, new HashMap<>());
    ClientStream stream = connected(connection);
    for (long number : numbers) {
      Long digest = digests.remove(number);
      if (stream != null) {
        answerStored(stream, number, digest, found.get(number));
      }
    }
    if (digests.isEmpty()) {
      asked.remove(connection);
    }
  }

  /** The table is looked up before the floor (R8). */
  private void answerStored(ClientStream stream, long number, Long digest, Instance.Stored stored) {
    if (stored == null) {
      if (number <= stream.forgotten()) {
        refuse(
            stream,
            number,
            "FORGOTTEN",
            "The answers up to "
                + stream.forgotten()
                + " have been recycled; it is not known whether "
                + number
                + " was executed, and it is not executed now.");
      } else if (stream.inProgress(number) == null) {
        refuse(
            stream,
            number,
            "OUT_OF_ORDER",
            "Number "
                + number
                + " was never taken, and "
                + stream.highest()
                + " was: numbers ascend.");
      }
    } else if (digest != null && digest != stored.digest()) {
      reused(stream, number);
    } else {
      stream.answer(new Answer(number, stored.ssn(), false, stored.response()));
      dirty.add(stream);
    }
  }

  private void reused(ClientStream stream, long number) {
    refuse(
        stream,
        number,
        "NUMBER_REUSED",
        "Number " + number + " was used before, for a request with other content.");
  }

  /** A refusal says how things are now: it needs the lease like a query. */
  private void refuse(ClientStream stream, long number, String code, String text) {
    stream.answerUnderLease(new Answer(number, 0, true, Response.error(code, text)));
    dirty.add(stream);
  }

  /**
   * A query was run for this connection, and is answered on the one that its client has by now, if
   * it has asked for it there: it was read while the client waited, and in the same term, as no
   * stream outlives that.
   */
  void onQueried(Connection begun, long number, Response response) {
    ClientStream stream = clients.get(begun.clientId());
    if (stream == null) {
      return;
    }
    if (stream.endQuery(begun, number)) {
      stream.answerUnderLease(new Answer(number, 0, false, response));
      dirty.add(stream);
    } else {
      forgetIfDone(stream);
    }
  }

  /** Nobody is connected, and nothing of it is under way. */
  private void forgetIfDone(ClientStream stream) {
    if (!stream.isConnected() && stream.isIdle()) {
      clients.remove(stream.connection().clientId());
    }
  }

  void onCommitted(Entry entry, Response response) {
    if (entry.kind() == Entry.Kind.FORGET) {
      expiring.remove(entry.clientId(), entry.number());
    }
    ClientStream stream = clients.get(entry.clientId());
    if (stream == null) {
      return;
    }
    if (entry.kind() == Entry.Kind.FORGET) {
      stream.forgetThrough(entry.number());
    } else {
      stream.commit(new Answer(entry.number(), entry.ssn(), false, response));
    }
    if (stream.isConnected()) {
      dirty.add(stream);
    } else {
      forgetIfDone(stream);
    }
  }

  private ClientStream connected(Connection connection) {
    ClientStream stream = clients.get(connection.clientId());
    return stream != null && stream.isConnected() && stream.connection().equals(connection)
        ? stream
        : null;
  }

  /** What it says that it has counts as with a request, and is all that some clients ever say. */
  void onBye(ClientMessage.Bye bye, Intake intake, Moment now) {
    ClientStream stream = connected(bye.connection());
    if (stream != null) {
      stream.acknowledge(bye.answered());
      forget(stream, intake, now);
      drop(stream);
    }
  }

  void onGone(String replyTo) {
    for (ClientStream stream : List.copyOf(clients.values())) {
      if (replyTo.equals(stream.replyTo())) {
        drop(stream);
      }
    }
  }

  private void drop(ClientStream stream) {
    stream.disconnect();
    dirty.remove(stream);
    forgetIfDone(stream);
  }

  private void goodbye(
      ClientStream stream,
      long epoch,
      Reason reason,
      String primary,
      Map<String, String> instances) {
    if (stream.isConnected()) {
      actions.respond(
          stream.replyTo(),
          new ServerMessage.Goodbye(
              stream.connection().attempt(), epoch, reason, primary, instances));
    }
    drop(stream);
    if (reason == Reason.SUPERSEDED) {
      clients.putIfAbsent(stream.connection().clientId(), stream);
    }
  }

  /** Clients that have said nothing for a minute go; they open a connection when they come back. */
  void dropIdle(long epoch, Map<String, String> instances, Moment now) {
    for (ClientStream stream : List.copyOf(clients.values())) {
      if (stream.isIdle() && stream.silentMillis(now) >= IDLE_MILLIS) {
        goodbye(stream, epoch, Reason.BROKEN, "", instances);
      }
    }
  }

  /**
   * No requests are taken for a while: everybody is told where to ask again. Requests in progress
   * stay so, and are answered by number when they are committed and asked for again.
   *
   * @param primary whom to ask; empty for this instance
   */
  void sendAway(long epoch, String primary, Map<String, String> instances) {
    Reason reason = primary.isEmpty() ? Reason.NOT_READY : Reason.NOT_PRIMARY;
    for (ClientStream stream : List.copyOf(clients.values())) {
      goodbye(stream, epoch, reason, primary, instances);
    }
  }

  /** Instances have come, gone or moved: who is connected is to know where else to ask. */
  void tellInstances(long epoch, Map<String, String> instances) {
    clients.values().forEach(stream -> stream.tellInstances(epoch, instances, actions));
  }

  /** This instance is the primary no longer: everybody is told where to go. */
  void close(long epoch, String primary, Map<String, String> instances) {
    sendAway(epoch, primary, instances);
    clients.clear();
    asked.clear();
    expiring.clear();
  }

  int connectedClients() {
    return clients.size();
  }

  /** Answers that wait for the lease. */
  int gated() {
    int sum = 0;
    for (ClientStream stream : dirty) {
      sum += stream.gatedCount();
    }
    return sum;
  }

  /** Sends what may be sent; what waits for the lease stays. */
  void flush(long epoch, boolean leased, Map<String, String> instances) {
    for (Iterator<ClientStream> each = dirty.iterator(); each.hasNext(); ) {
      ClientStream stream = each.next();
      stream.flush(epoch, leased, instances, actions);
      if (leased && stream.isKnown()) {
        each.remove();
      }
    }
  }
}
