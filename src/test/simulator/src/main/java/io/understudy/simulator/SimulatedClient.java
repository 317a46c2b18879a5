package io.understudy.simulator;

import io.understudy.history.History;
import io.understudy.history.Operation;
import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import io.understudy.protocol.client.ClientActions;
import io.understudy.protocol.client.ClientSession;
import io.understudy.protocol.client.ClientSettings;
import io.understudy.protocol.client.Failure;
import io.understudy.protocol.client.Outcome;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.protocol.message.ServerMessage.Answer;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A client that keeps some requests outstanding, and tells the witness all it is told. */
final class SimulatedClient {
  /** Refusals of a number that another session's has passed over, or was given to before. */
  private static final Set<String> PASSED_OVER =
      Set.of("OUT_OF_ORDER", "NUMBER_REUSED", "FORGOTTEN");

  private final Cluster cluster;
  private final Timeline time;
  private final String id;
  private final int pipeline;
  private Life life;
  private int connections;
  private int toSubmit;
  private int failures;
  private Poison next;
  private int sessions;

  /** Whether two sessions with this client id have lived at once. */
  private boolean contended;

  SimulatedClient(Cluster cluster, String id, int pipeline) {
    this.cluster = cluster;
    this.time = cluster.time();
    this.id = id;
    this.pipeline = pipeline;
    begin(true);
  }

  String id() {
    return id;
  }

  /** Sends so many requests more, no more than the pipeline holds at a time. */
  void load(int requests) {
    if (!life.dead) {
      toSubmit += requests;
      life.submit();
    }
  }

  /** Sends a request that does harm to a server. */
  void poison(Poison poison) {
    toSubmit++;
    next = poison;
    life.submit();
  }

  boolean isDone() {
    return life.dead || (toSubmit == 0 && life.outstanding == 0);
  }

  int failures() {
    return failures;
  }

  /** Another session with this client's id; the one before is dead, or is to be told. */
  void begin(boolean dead) {
    if (life != null && dead) {
      life.die();
    }
    contended |= !dead;
    life = new Life(++sessions);
    life.begin();
  }

  /** It goes without a word, and may come again. */
  void leave() {
    life.die();
    toSubmit = 0;
  }

  /** The connection breaks. */
  void lose() {
    life.lose();
  }

  void onClosed(String machine) {
    life.onClosed(machine);
  }

  /** Who begins anew is told who is there: those of its first time may be gone for good. */
  private List<String> present() {
    return cluster.machines().stream().map(Machine::name).toList();
  }

  /** One session, from its beginning to its end. */
  final class Life implements ClientActions {
    private final ClientSession session =
        new ClientSession(id, time.random().nextLong(), present(), ClientSettings.DEFAULT, this);
    private String target;
    private String replyTo;

    /** What is under way, by the very payload it was handed over with. */
    private final Map<Payload, History.Call> calls = new IdentityHashMap<>();

    private final Runnable tick = this::tick;
    private int outstanding;
    private final int number;
    private boolean dead;

    private Life(int number) {
      this.number = number;
    }

    private void begin() {
      session.start(time.millis());
      time.afterTick(tick);
    }

    private void die() {
      disconnect();
      dead = true;
    }

    private boolean isCurrent() {
      return life == this;
    }

    private void tick() {
      if (!dead) {
        session.onTick(time.millis());
        submit();
        time.afterTick(tick);
      }
    }

    private void submit() {
      while (isCurrent() && toSubmit > 0 && outstanding < pipeline) {
        toSubmit--;
        outstanding++;
        if (next != null) {
          poison();
          continue;
        }
        Traffic.Request request = Traffic.next(time, cluster.settings().fuzzyCopy() == 0);
        Payload payload = Traffic.payload(request, number, time);
        History.Call call =
            cluster.history().invoke(id, request.kind(), request.operation(), request.input());
        calls.put(payload, call);
        session.submit(
            request.operation(), payload, Long.MAX_VALUE, outcome(request, payload, call));
      }
      session.flush(time.millis());
    }

    /** It touches nothing that a history is about. */
    private void poison() {
      Payload payload = Payload.of(next.name());
      next = null;
      session.submit(
          "poison",
          payload,
          Long.MAX_VALUE,
          new Outcome() {
            @Override
            public void answered(Answer answer, long epoch) {
              outstanding--;
              cluster.witness().answered(id, answer.number(), answer.ssn(), answer.response());
              time.after(0, Life.this::submit);
            }

            @Override
            public void failed(Failure failure) {
              outstanding--;
              failures++;
            }
          });
    }

    private Outcome outcome(Traffic.Request request, Payload payload, History.Call call) {
      int era = cluster.witness().era();
      return new Outcome() {
        @Override
        public void answered(Answer answer, long epoch) {
          outstanding--;
          calls.remove(payload);
          cluster
              .witness()
              .check(
                  !answer.refused() || mayBeRefused(answer, era),
                  () -> id + " was refused: " + answer);
          if (answer.refused()) {
            onRefused(call, answer);
          } else if (era == cluster.witness().era()) {
            onAnswered(request, call, answer);
          }
          time.after(0, Life.this::submit);
        }

        @Override
        public void failed(Failure failure) {
          outstanding--;
          calls.remove(payload);
          if (failure.kind() == Failure.Kind.SUPERSEDED) {
            cluster.witness().count("superseded");
            time.after(0, Life.this::onSuperseded);
          } else {
            failures++;
          }
        }
      };
    }

    /**
     * Of two sessions that live at once, numbers may have been passed over: by the other, which the
     * one that was not told comes back after. And what the operator gave up leaves gaps.
     */
    private boolean mayBeRefused(Answer answer, int era) {
      String code = answer.response().code();
      boolean forgotten = code.equals("FORGOTTEN") && cluster.witness().mayBeForgotten(id);
      return forgotten || ((contended || era > 0) && PASSED_OVER.contains(code));
    }

    /** It was not executed; but of what is forgotten nobody knows. */
    private void onRefused(History.Call call, Answer answer) {
      if (!answer.response().code().equals("FORGOTTEN")) {
        call.refused();
      }
    }

    private void onAnswered(Traffic.Request request, History.Call call, Answer answer) {
      Response response = answer.response();
      boolean query = request.kind() == Operation.Kind.QUERY;
      cluster
          .witness()
          .check(
              query == (answer.ssn() == 0),
              () -> id + " asked for " + request + " and was answered " + answer);
      if (query) {
        cluster.witness().count("query answered");
      } else {
        cluster.witness().answered(id, answer.number(), answer.ssn(), response);
      }
      call.answered(
          answer.number(), Traffic.output(response), query ? Traffic.seen(response) : answer.ssn());
    }

    /** The older session's greeting came last, and won: it will be told in its turn. */
    private void onSuperseded() {
      dead = true;
      if (isCurrent()) {
        SimulatedClient.this.begin(false);
      }
    }

    @Override
    public void connect(String address) {
      target = address;
      String mine = id + "-" + ++connections;
      replyTo = mine;
      Network network = cluster.network();
      boolean cut = network.isCut(id, address) || network.isCut(address, id);
      boolean up = cluster.machine(address).isUp();
      time.after(
          time.between(200, 2000),
          () -> {
            if (!mine.equals(replyTo) || cut) {
              return;
            }
            if (up && cluster.machine(address).isUp()) {
              network.connect(this, mine);
              session.onConnected(mine, time.millis());
            } else {
              session.onDisconnected(time.millis());
            }
          });
    }

    @Override
    public void disconnect() {
      if (replyTo != null) {
        cluster.network().disconnect(replyTo);
      }
      replyTo = null;
      target = null;
    }

    private void lose() {
      if (replyTo != null) {
        cluster.network().disconnect(replyTo);
        session.onDisconnected(time.millis());
      }
    }

    @Override
    public void send(ClientMessage message) {
      if (message instanceof ClientMessage.Requests requests) {
        for (ClientMessage.Request each : requests.requests()) {
          if (!each.operation().equals("poison")) {
            calls.get(each.payload()).sent(each.number());
          }
        }
      }
      cluster.network().request(id, replyTo, target, message);
    }

    String clientId() {
      return id;
    }

    void onMessage(ServerMessage message) {
      session.onMessage(message, time.millis());
      session.flush(time.millis());
    }

    private void onClosed(String machine) {
      String mine = replyTo;
      if (machine.equals(target)) {
        time.after(
            time.between(300, 3000),
            () -> {
              if (mine != null && mine.equals(replyTo)) {
                session.onDisconnected(time.millis());
              }
            });
      }
    }
  }
}
