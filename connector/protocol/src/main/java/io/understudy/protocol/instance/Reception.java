package io.understudy.protocol.instance;

import io.understudy.protocol.ClientNumber;
import io.understudy.protocol.Effect;
import io.understudy.protocol.Entry;
import io.understudy.protocol.Moment;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Connection;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.protocol.message.ServerMessage.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where clients are received: by the message table while this instance serves, otherwise by a word
 * on where to go.
 */
final class Reception {
  private static final int IDLE_CHECK_MILLIS = 1000;

  /** How long a greeting waits to be admitted: shorter than the silence that a client bears. */
  private static final int PATIENCE_MILLIS = 250;

  private final String name;
  private final Settings settings;
  private final Actions actions;
  private final KnownRecord record;
  private final Instances instances;
  private final MessageTable table;
  private final SilentClients silent;

  /** Greetings without an answer, by client: nobody serves yet, as far as is known here. */
  private final Map<String, Greeting> waiting = new LinkedHashMap<>();

  private Moment lastIdleCheck;

  private record Greeting(ClientMessage.Hello hello, Moment since) {
    long session() {
      return hello.connection().session();
    }
  }

  /**
   * @param mutations the operations of the service, and whether each is a mutation
   */
  Reception(
      String name,
      Settings settings,
      Map<String, Boolean> mutations,
      Actions actions,
      KnownRecord record,
      Instances instances,
      TableBounds bounds) {
    this.name = name;
    this.settings = settings;
    this.actions = actions;
    this.record = record;
    this.instances = instances;
    this.table = new MessageTable(settings, Map.copyOf(mutations), actions, bounds);
    this.silent = new SilentClients(settings, actions);
  }

  void start(Moment now) {
    lastIdleCheck = now;
    silent.begin(now);
  }

  MessageTable table() {
    return table;
  }

  /** This instance is the primary now. */
  void open(Moment now) {
    silent.begin(now);
  }

  /** A message to the primary; before it serves only greetings, which have their answer then. */
  void onClient(ClientMessage message, Primary primary, Moment now) {
    if (message instanceof ClientMessage.Hello hello) {
      silent.onHeard(hello.connection().clientId());
      table.onHello(hello, record.epoch(), instances.addresses(), now);
    } else if (message instanceof ClientMessage.Requests requests) {
      silent.onHeard(requests.connection().clientId());
      table.onRequests(requests, record.epoch(), instances.addresses(), primary, now);
    } else if (message instanceof ClientMessage.Recall recall) {
      silent.onHeard(recall.connection().clientId());
      table.onRecall(recall);
    } else if (message instanceof ClientMessage.Bye bye) {
      table.onBye(bye, primary, now);
    }
  }

  /** Entries of this primary's were committed: whoever asked for them is answered. */
  void onCommitted(List<Entry> entries, List<Effect> effects) {
    for (int i = 0; i < entries.size(); i++) {
      if (!entries.get(i).clientId().isEmpty()) {
        table.onCommitted(entries.get(i), effects.get(i).response());
      }
    }
  }

  /**
   * This instance does not serve. Where it may be the next that does the client waits here, and is
   * answered as soon as that is known.
   *
   * @param leader the primary; empty if there is none, or it is suspected
   * @param mayBeNext whether this instance may serve in a moment
   */
  void onGreetedTooSoon(ClientMessage.Hello hello, String leader, boolean mayBeNext, Moment now) {
    String clientId = hello.connection().clientId();
    Greeting before = waiting.get(clientId);
    boolean room = before != null || waiting.size() < settings.maxClients();
    if (!leader.isEmpty() || !mayBeNext || !room || !MessageTable.isClientId(clientId)) {
      redirect(hello, leader);
    } else if (before == null) {
      waiting.put(clientId, new Greeting(hello, now));
    } else if (before.session() != hello.connection().session()) {
      waiting.put(clientId, new Greeting(hello, now));
      goodbye(before.hello(), Reason.SUPERSEDED, "");
    } else if (before.hello().connection().attempt() <= hello.connection().attempt()) {
      waiting.put(clientId, new Greeting(hello, now));
    }
  }

  /** Who waits goes. */
  void onByeTooSoon(ClientMessage.Bye bye) {
    Connection gone = bye.connection();
    waiting.values().removeIf(greeting -> greeting.hello().connection().equals(gone));
  }

  /** Whether clients wait to be told who serves. */
  boolean isWaitedFor() {
    return !waiting.isEmpty();
  }

  /** This instance serves, or is about to: who has greeted before is heard before. */
  void admitWaiting(Primary primary, Moment now) {
    if (waiting.isEmpty()) {
      return;
    }
    List<Greeting> greetings = List.copyOf(waiting.values());
    waiting.clear();
    greetings.forEach(greeting -> onClient(greeting.hello(), primary, now));
  }

  /**
   * Whoever has waited too long is asked to come again; all are sent to the primary.
   *
   * @param leader as for {@link #onGreetedTooSoon}
   */
  void redirectWaiting(String leader, Moment now) {
    for (Greeting greeting : List.copyOf(waiting.values())) {
      if (!leader.isEmpty() || now.since(greeting.since()) >= PATIENCE_MILLIS) {
        waiting.remove(greeting.hello().connection().clientId());
        redirect(greeting.hello(), leader);
      }
    }
  }

  void onClientGone(String replyTo) {
    waiting.values().removeIf(greeting -> greeting.hello().replyTo().equals(replyTo));
    table.onGone(replyTo);
  }

  /** A redirect claims nothing, and needs no lease. */
  private void redirect(ClientMessage.Hello hello, String leader) {
    goodbye(hello, leader.isEmpty() ? Reason.NOT_READY : Reason.NOT_PRIMARY, leader);
  }

  private void goodbye(ClientMessage.Hello hello, Reason reason, String leader) {
    long attempt = hello.connection().attempt();
    actions.respond(
        hello.replyTo(),
        new ServerMessage.Goodbye(attempt, record.epoch(), reason, leader, instances.addresses()));
  }

  /** False while so many answers wait that no more requests should be given. */
  boolean hasRoom() {
    return table.gated() < settings.maxPending();
  }

  void onTick(Primary primary, Moment now) {
    if (primary.isServing()) {
      silent.onTick(primary.hasRoom(), now);
    } else {
      // Whoever speaks is not heard now.
      silent.begin(now);
    }
    if (now.since(lastIdleCheck) >= IDLE_CHECK_MILLIS) {
      lastIdleCheck = now;
      table.dropIdle(record.epoch(), instances.addresses(), now);
    }
  }

  /** A page of the message table was read: the rows of clients long silent go (R8). */
  void onRows(ClientNumber after, List<ClientNumber> rows, Primary primary, Moment now) {
    for (ClientNumber last : silent.onRows(after, rows)) {
      table.expire(last, primary, now);
    }
  }

  void flush(boolean leased) {
    table.flush(record.epoch(), leased, instances.addresses());
  }

  /** Others have come, gone or moved: the clients that are connected are told. */
  void tellInstances() {
    table.tellInstances(record.epoch(), instances.addresses());
  }

  /** Requests wait: clients are told to ask again; what is in progress stays so. */
  void pause() {
    table.sendAway(record.epoch(), "", instances.addresses());
  }

  /** Another is about to be the primary: clients are told to turn to it. */
  void sendTo(String next) {
    table.sendAway(record.epoch(), next, instances.addresses());
  }

  /** This instance is the primary no longer. */
  void close() {
    table.close(
        record.epoch(), record.isLedByOther(name) ? record.primary() : "", instances.addresses());
  }
}
