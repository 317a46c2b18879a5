package io.understudy.simulator;

import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.ServerMessage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Connections between machines, and between clients and machines: in order while they last. A cut
 * link swallows what is sent over it and says nothing, in one direction or in both.
 */
final class Network {
  /** What a message takes at most that nothing delays, in microseconds. */
  private static final int IN_TIME = 400;

  private final Cluster cluster;
  private final Timeline time;
  private final Set<String> cut = new HashSet<>();
  private final Set<String> down = new HashSet<>();
  private final Map<String, Map<String, Long>> arrival = new HashMap<>();
  private final Map<String, SimulatedClient.Life> replies = new HashMap<>();

  Network(Cluster cluster) {
    this.cluster = cluster;
    this.time = cluster.time();
  }

  void cut(String from, String to) {
    cut.add(from + ">" + to);
  }

  void heal() {
    cut.clear();
  }

  boolean isCut(String from, String to) {
    if (cut.isEmpty() && down.isEmpty()) {
      return false;
    }
    String link = from + ">" + to;
    return cut.contains(link) || down.contains(link);
  }

  /** A message between instances: with faults it may be lost, come twice, or be overtaken. */
  void send(String from, String to, Consumer<Process> delivery) {
    if (happens("peer message lost", 0.02)) {
      return;
    }
    if (happens("peer message twice", 0.02)) {
      deliver(from, to, delivery, false);
    }
    deliver(from, to, delivery, !happens("peer message overtaken", 0.02));
  }

  /** A checkpoint: with faults the same, though the connection stays. */
  void checkpoint(String from, String to, Consumer<Process> delivery) {
    if (happens("checkpoint lost", 0.01)) {
      return;
    }
    if (happens("checkpoint twice", 0.01)) {
      deliver(from, to, delivery, false);
    }
    deliver(from, to, delivery, !happens("checkpoint overtaken", 0.01));
  }

  private boolean happens(String fault, double probability) {
    boolean happens = cluster.faults() && time.chance(probability);
    if (happens) {
      cluster.witness().count(fault);
    }
    return happens;
  }

  /** After a delay; dropped if the link is cut or the target down. */
  private void deliver(String from, String to, Consumer<Process> delivery, boolean inOrder) {
    Machine machine = cluster.machine(to);
    Process target = machine == null ? null : machine.process();
    if (target == null || isCut(from, to)) {
      return;
    }
    Runnable arrives =
        () -> {
          if (target.isAlive()) {
            delivery.accept(target);
          }
        };
    if (inOrder) {
      travel(from, to, arrives);
    } else {
      time.after(time.between(30, 50_000), arrives);
    }
  }

  private void travel(String from, String to, Runnable delivery) {
    long delay = time.between(30, cluster.faults() && time.chance(0.02) ? 30_000 : IN_TIME);
    if (delay > IN_TIME) {
      cluster.witness().count("message delayed");
    }
    long now = time.micros();
    Map<String, Long> newest = arrival.computeIfAbsent(from, name -> new HashMap<>());
    long at = Math.max(now + delay, newest.getOrDefault(to, 0L) + 1);
    newest.put(to, at);
    time.after(at - now, delivery);
  }

  /**
   * Between clients and instances: a broker may lose, repeat or overtake, though it seldom does.
   */
  private void travelFaultily(String what, String from, String to, Runnable arrives) {
    if (happens(what + " lost", 0.002)) {
      return;
    }
    if (happens(what + " twice", 0.002)) {
      time.after(time.between(30, 50_000), arrives);
    }
    if (happens(what + " overtaken", 0.002)) {
      time.after(time.between(30, 50_000), arrives);
    } else {
      travel(from, to, arrives);
    }
  }

  void connect(SimulatedClient.Life client, String replyTo) {
    replies.put(replyTo, client);
  }

  void disconnect(String replyTo) {
    replies.remove(replyTo);
  }

  void request(String clientId, String replyTo, String to, ClientMessage message) {
    if (!isCut(clientId, to)) {
      Process target = cluster.machine(to).process();
      if (target != null) {
        Runnable arrives =
            () ->
                target.postFromClient(
                    instance -> {
                      target.hearing().onClient(message, target.now().monotonic());
                      instance.onClient(message, target.now());
                    });
        travelFaultily("request", replyTo, to, arrives);
      }
    }
  }

  void respond(String from, String replyTo, ServerMessage message) {
    SimulatedClient.Life client = replies.get(replyTo);
    if (message instanceof ServerMessage.Outcome outcome) {
      cluster.witness().note(time.millis() + " " + outcome.text());
      String what = replyTo.equals(Cluster.REJECTOR) ? "rejected" : "switched over";
      cluster.witness().count(outcome.done() ? what : "not " + what);
    } else if (client == null) {
      Process sender = cluster.machine(from).process();
      if (sender != null) {
        sender.post(instance -> instance.onClientGone(replyTo, sender.now()));
      }
    } else if (!isCut(from, client.clientId())) {
      Runnable arrives =
          () -> {
            if (replies.get(replyTo) == client) {
              client.onMessage(message);
            }
          };
      travelFaultily("response", from, replyTo, arrives);
    }
  }

  /** The machine's process is gone: whoever was connected to it sees that soon. */
  void closed(String name) {
    for (Machine other : cluster.machines()) {
      if (!other.name().equals(name)) {
        tell(other, () -> cluster.machine(name).isUp(), false, name);
      }
    }
    cluster.clients().forEach(client -> client.onClosed(name));
  }

  /** The connection between two machines breaks, and comes up again; each is told in its time. */
  void broken(String one, String other) {
    tellBroken(one, other);
    tellBroken(other, one);
  }

  private void tellBroken(String name, String about) {
    Process process = cluster.machine(name).process();
    if (process == null) {
      return;
    }
    long told = time.between(500, 100_000);
    down.add(about + ">" + name);
    time.after(told, () -> process.post(i -> i.onDisconnected(about, process.now())));
    time.after(
        told + time.between(20_000, 400_000),
        () -> {
          down.remove(about + ">" + name);
          if (cluster.machine(about).isUp()) {
            process.post(i -> i.onConnected(about, process.now()));
          }
        });
  }

  /** The machine's process is there: connections between it and the others come up. */
  void opened(String name) {
    for (Machine other : cluster.machines()) {
      if (!other.name().equals(name) && other.isUp()) {
        tell(other, () -> !cluster.machine(name).isUp(), true, name);
        tell(cluster.machine(name), () -> !other.isUp(), true, other.name());
      }
    }
  }

  private void tell(Machine machine, BooleanSupplier moot, boolean up, String about) {
    Process process = machine.process();
    if (process == null) {
      return;
    }
    time.after(
        time.between(500, up ? 100_000 : 5000),
        () -> {
          if (moot.getAsBoolean()) {
            return;
          }
          process.post(
              instance -> {
                if (up) {
                  instance.onConnected(about, process.now());
                } else {
                  instance.onDisconnected(about, process.now());
                }
              });
        });
  }
}
