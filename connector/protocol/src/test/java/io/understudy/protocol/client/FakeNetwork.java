package io.understudy.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.protocol.message.ServerMessage.Answer;
import io.understudy.protocol.message.ServerMessage.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** What a session under test asks for, and a server that answers what the test tells it to. */
final class FakeNetwork implements ClientActions {
  static final Map<String, String> INSTANCES = Map.of("a", "host:1", "b", "host:2");

  final List<String> connects = new ArrayList<>();
  final List<String> setAside = new ArrayList<>();
  final Deque<ClientMessage> sent = new ArrayDeque<>();
  final List<String> told = new ArrayList<>();
  final List<ClientMessage.Bye> byes = new ArrayList<>();
  final ClientSession session;
  long now = 1000;
  long epoch = 1;
  private boolean connected;

  FakeNetwork() {
    this(ClientSettings.DEFAULT, "host:1", "host:2");
  }

  FakeNetwork(ClientSettings settings, String... addresses) {
    session = new ClientSession("client", 7, Arrays.asList(addresses), settings, this);
    session.start(now);
  }

  @Override
  public void connect(String address) {
    assertThat(connected).as("one connection at a time").isFalse();
    connects.add(address);
  }

  @Override
  public void disconnect() {
    connected = false;
    sent.clear();
  }

  @Override
  public void setAside() {
    setAside.add(target());
    disconnect();
  }

  @Override
  public void send(ClientMessage message) {
    assertThat(connected).isTrue();
    if (message instanceof ClientMessage.Bye bye) {
      byes.add(bye);
    } else {
      sent.add(message);
    }
  }

  String target() {
    return connects.get(connects.size() - 1);
  }

  void accept() {
    assertThat(session.state()).isEqualTo(SessionState.CONNECTING);
    connected = true;
    session.onConnected("reply", now);
  }

  /** Accepts the connection asked for and reads the greeting. */
  ClientMessage.Hello greeted() {
    accept();
    return hello();
  }

  ClientMessage.Hello hello() {
    return (ClientMessage.Hello) sent.remove();
  }

  void open() {
    open(0);
  }

  void open(long highest) {
    welcome(greeted().connection().attempt(), highest);
  }

  void welcome(long attempt, long highest) {
    session.onMessage(new ServerMessage.Welcome(attempt, epoch, highest, 0, INSTANCES), now);
  }

  void goodbye(long attempt, Reason reason, String primary) {
    session.onMessage(new ServerMessage.Goodbye(attempt, epoch, reason, primary, INSTANCES), now);
  }

  void answer(long attempt, long... numbers) {
    List<Answer> answers = new ArrayList<>();
    for (long number : numbers) {
      Response response = Response.result(Payload.of("r" + number));
      answers.add(new Answer(number, number + 100, false, response));
    }
    session.onMessage(new ServerMessage.Responses(attempt, epoch, answers), now);
  }

  void pass(long millis) {
    for (long end = now + millis; now < end; ) {
      now += Math.min(10, end - now);
      session.onTick(now);
    }
  }

  boolean submit(String payload) {
    return submit(payload, Long.MAX_VALUE);
  }

  boolean submit(String payload, long deadline) {
    return session.submit("put", Payload.of(payload), deadline, tell(payload));
  }

  /** Submits these and flushes. */
  void request(String... payloads) {
    for (String payload : payloads) {
      assertThat(submit(payload)).isTrue();
    }
    session.flush(now);
  }

  void recall(long number) {
    assertThat(session.recall(number, Long.MAX_VALUE, tell("recall"))).isTrue();
    session.flush(now);
  }

  private Outcome tell(String what) {
    return new Outcome() {
      @Override
      public void answered(Answer answer, long answerEpoch) {
        String refused = answer.refused() ? " refused" : "";
        told.add(what + "=" + answer.response().body().text() + refused + "@" + answerEpoch);
      }

      @Override
      public void failed(Failure failure) {
        told.add(what + " " + failure.kind() + (failure.maybeExecuted() ? "?" : ""));
      }
    };
  }

  ClientMessage.Requests requests() {
    return (ClientMessage.Requests) sent.remove();
  }

  /** What the next message asks, as number:payload. */
  List<String> asked() {
    return requests().requests().stream()
        .map(request -> request.number() + ":" + request.payload().text())
        .toList();
  }
}
