package io.understudy.adapter;

import io.understudy.adapter.Outbox.Outgoing;
import io.understudy.protocol.Registration;
import io.understudy.wire.Addresses;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.activemq.artemis.api.core.SimpleString;

/** The connections to all other instances of the service. Changed by the loop's thread alone. */
final class Peers {
  private final String self;
  private final SimpleString peersAddress;
  private final SimpleString logAddress;
  private final Mailbox events;
  private final Workers workers;
  private final OperatorLog log;
  private final long maxOutboxBytes;
  private final Map<String, PeerLink> links = new ConcurrentHashMap<>();
  private volatile boolean shut;

  Peers(
      String self,
      Addresses names,
      Mailbox events,
      Workers workers,
      OperatorLog log,
      long maxOutboxBytes) {
    this.self = self;
    this.peersAddress = SimpleString.of(names.peers());
    this.logAddress = SimpleString.of(names.log());
    this.events = events;
    this.workers = workers;
    this.log = log;
    this.maxOutboxBytes = maxOutboxBytes;
  }

  /**
   * Who there is, and where, as far as the arbiter says.
   *
   * @param members whether the record names an instance: while it does, a connection to it stays
   *     though it is removed, as its ack is waited for, or it may even be the primary
   */
  void update(Map<String, Registration> registrations, Predicate<String> members) {
    links
        .entrySet()
        .removeIf(
            entry -> {
              Registration found = registrations.get(entry.getKey());
              boolean gone = found == null || found.isRemoved() && !members.test(entry.getKey());
              if (gone) {
                entry.getValue().close();
              }
              return gone;
            });
    registrations.forEach(
        (instance, registration) ->
            HostAndPort.parse(registration.address())
                .filter(parsed -> !instance.equals(self))
                .ifPresent(parsed -> link(instance, parsed)));
  }

  /** A word to an instance; dropped if there is no connection. */
  void send(String instance, byte[] body) {
    PeerLink link = links.get(instance);
    if (link != null) {
      link.send(new Outgoing(peersAddress, body, false));
    }
  }

  /**
   * A checkpoint to the logs of these instances; dropped where there is no connection.
   *
   * @return to how many it goes
   */
  int checkpoint(List<String> instances, byte[] body) {
    Outgoing checkpoint = new Outgoing(logAddress, body, true);
    int sent = 0;
    for (String instance : instances) {
      PeerLink link = links.get(instance);
      if (link == null || !link.isUp()) {
        continue;
      }
      if (link.checkpoint(checkpoint)) {
        sent++;
      } else {
        log.notice(
            OperatorLog.Notice.PEER_OVERFLOW,
            "Checkpoints for " + instance + " pile up; its connection is made anew.");
      }
    }
    return sent;
  }

  /** Of each instance with an address, whether there is a connection. */
  Map<String, Boolean> connected() {
    Map<String, Boolean> connected = new TreeMap<>();
    links.forEach((instance, link) -> connected.put(instance, link.isUp()));
    return connected;
  }

  /** Ends all connections soon, for good, and waits for nothing. */
  void shut() {
    shut = true;
    links.values().forEach(PeerLink::close);
  }

  private void link(String instance, HostAndPort address) {
    PeerLink old = links.get(instance);
    if (old != null) {
      if (old.address().equals(address)) {
        return;
      }
      old.close();
    }
    PeerLink link = new PeerLink(instance, address, new Connections(events), maxOutboxBytes);
    links.put(instance, link);
    workers.start("understudy-peer-" + instance, link);
    if (shut) {
      link.close();
    }
  }

  /** Takes what became of connections to the loop. */
  private record Connections(Mailbox events) implements PeerLink.Listener {
    @Override
    public void onConnected(String instance) {
      events.tell((target, now) -> target.onConnected(instance, now));
    }

    @Override
    public void onDisconnected(String instance) {
      events.tell((target, now) -> target.onDisconnected(instance, now));
    }
  }
}
