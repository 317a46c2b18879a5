package io.understudy.simulator;

import io.understudy.protocol.Entry;
import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Connection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What one process has heard of clients, and so whose answers it may forget (R8). */
final class Hearing {
  private final Cluster cluster;
  private final String instance;
  private boolean office;
  private long begun;
  private long lastTick;
  private final Map<String, Long> heard = new HashMap<>();
  private final Map<String, Long> lastInSilence = new HashMap<>();
  private final Map<String, Long> answered = new HashMap<>();
  private final Set<Long> seen = new HashSet<>();

  Hearing(Cluster cluster, String instance, long now) {
    this.cluster = cluster;
    this.instance = instance;
    this.begun = now;
    this.lastTick = now;
  }

  /** It may count from taking office on, and no earlier: that was after the tick before. */
  void onTick(boolean primary, long now) {
    if (primary && !office) {
      begun = lastTick;
    }
    office = primary;
    lastTick = now;
  }

  void onClient(ClientMessage message, long now) {
    if (message instanceof ClientMessage.Hello hello) {
      hear(hello.connection(), now);
    } else if (message instanceof ClientMessage.Recall recall) {
      hear(recall.connection(), now);
    } else if (message instanceof ClientMessage.Requests requests) {
      hear(requests.connection(), now);
      answered.merge(requests.connection().clientId(), requests.answered(), Math::max);
    }
  }

  private void hear(Connection connection, long now) {
    String client = connection.clientId();
    if (isLong(silence(client, now))) {
      lastInSilence.put(client, last());
    }
    heard.put(client, now);
  }

  private long silence(String client, long now) {
    return now - Math.max(begun, heard.getOrDefault(client, begun));
  }

  private boolean isLong(long silence) {
    return silence >= 1000L * cluster.settings().retentionSeconds();
  }

  /** Highest SSN given so far; 0 out of office. */
  private long last() {
    Process process = cluster.machine(instance).process();
    String last = process.instance().status(process.now()).getOrDefault("last", "0");
    return Long.parseLong(last);
  }

  /** Of the entries it makes itself, those that have something forgotten. */
  void onCheckpoint(Checkpoint checkpoint, long now) {
    for (Entry entry : checkpoint.entries()) {
      boolean own = entry.epoch() == checkpoint.sender().epoch();
      if (own && entry.kind() == Entry.Kind.FORGET && seen.add(entry.ssn())) {
        check(entry, now);
      }
    }
  }

  private void check(Entry entry, long now) {
    String client = entry.clientId();
    if (entry.number() <= answered.getOrDefault(client, 0L)) {
      return;
    }
    long silent = silence(client, now);
    // It may have been made while the client was silent, and be sent when it has come back.
    boolean inSilence = entry.ssn() <= lastInSilence.getOrDefault(client, 0L);
    cluster
        .witness()
        .check(
            inSilence || isLong(silent),
            () ->
                instance
                    + " forgets "
                    + client
                    + "/"
                    + entry.number()
                    + " after "
                    + silent
                    + " ms");
    cluster.witness().expired(client);
    cluster.witness().count("silent client forgotten");
  }
}
