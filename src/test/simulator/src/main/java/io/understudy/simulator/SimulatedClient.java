package io.understudy.simulator;

import io.understudy.protocol.Payload;
import io.understudy.protocol.client.ClientActions;
import io.understudy.protocol.client.ClientSession;
import io.understudy.protocol.client.ClientSettings;
import io.understudy.protocol.client.Failure;
import io.understudy.protocol.client.Outcome;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.protocol.message.ServerMessage.Answer;
import java.util.List;

/** A client that keeps some requests outstanding, and tells the witness all it is told. */
final class SimulatedClient implements ClientActions {
  private final Cluster cluster;
  private final String id;
  private final ClientSession session;
  private final int pipeline;
  private String target;
  private String replyTo;
  private int connections;
  private int toSubmit;
  private int outstanding;
  private int failures;

  SimulatedClient(Cluster cluster, String id, List<String> instances, int pipeline) {
    this.cluster = cluster;
    this.id = id;
    this.pipeline = pipeline;
    this.session =
        new ClientSession(
            id, cluster.time().random().nextLong(), instances, ClientSettings.DEFAULT, this);
    session.start(cluster.time().millis());
    tick();
  }

  String id() {
    return id;
  }

  /** Sends so many requests more, no more than the pipeline holds at a time. */
  void load(int requests) {
    toSubmit += requests;
    submit();
  }

  boolean isDone() {
    return toSubmit == 0 && outstanding == 0;
  }

  int failures() {
    return failures;
  }

  private void tick() {
    cluster
        .time()
        .after(
            10_000,
            () -> {
              session.onTick(cluster.time().millis());
              submit();
              tick();
            });
  }

  private void submit() {
    Timeline time = cluster.time();
    while (toSubmit > 0 && outstanding < pipeline) {
      toSubmit--;
      outstanding++;
      String counter = "c" + time.between(0, 3);
      if (time.chance(0.25)) {
        query(counter);
      } else {
        mutate(time.chance(0.1) ? "fail" : "add", counter);
      }
    }
    session.flush(time.millis());
  }

  private void query(String counter) {
    long shown = cluster.witness().shown(counter);
    session.submit(
        "get",
        Payload.of(counter),
        Long.MAX_VALUE,
        outcome(
            answer ->
                cluster
                    .witness()
                    .queried(counter, shown, Long.parseLong(answer.response().body().text()))));
  }

  private void mutate(String operation, String counter) {
    session.submit(
        operation,
        Payload.of(counter),
        Long.MAX_VALUE,
        outcome(
            answer -> {
              cluster.witness().answered(id, answer.number(), answer.ssn(), answer.response());
              if (!answer.response().isError()) {
                cluster.witness().shown(counter, Long.parseLong(answer.response().body().text()));
              }
            }));
  }

  private Outcome outcome(java.util.function.Consumer<Answer> check) {
    return new Outcome() {
      @Override
      public void answered(Answer answer, long epoch) {
        outstanding--;
        cluster.witness().check(!answer.refused(), id + " was refused: " + answer);
        check.accept(answer);
        cluster.time().after(0, SimulatedClient.this::submit);
      }

      @Override
      public void failed(Failure failure) {
        outstanding--;
        failures++;
      }
    };
  }

  @Override
  public void connect(String address) {
    target = address;
    String mine = id + "-" + ++connections;
    replyTo = mine;
    boolean cut = cluster.network().isCut(id, address);
    boolean up = cluster.machine(address).isUp();
    cluster
        .time()
        .after(
            cluster.time().between(200, 2000),
            () -> {
              if (!mine.equals(replyTo) || cut) {
                return;
              }
              if (up && cluster.machine(address).isUp()) {
                cluster.network().connect(this, mine);
                session.onConnected(mine, cluster.time().millis());
              } else {
                session.onDisconnected(cluster.time().millis());
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

  @Override
  public void send(ClientMessage message) {
    cluster.network().request(this, replyTo, target, message);
  }

  void onMessage(ServerMessage message) {
    session.onMessage(message, cluster.time().millis());
    session.flush(cluster.time().millis());
  }

  void onClosed(String machine) {
    String mine = replyTo;
    if (machine.equals(target)) {
      cluster
          .time()
          .after(
              cluster.time().between(300, 3000),
              () -> {
                if (mine != null && mine.equals(replyTo)) {
                  session.onDisconnected(cluster.time().millis());
                }
              });
    }
  }
}
