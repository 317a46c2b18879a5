package io.understudy.protocol.client;

import io.understudy.protocol.Response;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Connection;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.protocol.message.ServerMessage.Answer;
import io.understudy.protocol.message.ServerMessage.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A service of two instances, and one client's connection to it, for schedules of faults. What is
 * in progress at a primary commits later, or is lost when it is replaced.
 */
final class FaultyService implements ClientActions {
  private static final Map<String, String> ADDRESSES = Map.of("0", "host:0", "1", "host:1");

  final List<String> executed = new ArrayList<>();
  private final Map<Long, Answer> committed = new HashMap<>();
  private final Map<Long, ClientMessage.Request> inProgress = new TreeMap<>();
  private final Deque<ClientMessage> toService = new ArrayDeque<>();
  private final Deque<ServerMessage> toClient = new ArrayDeque<>();
  private ClientSession session;
  private int primary;
  private long epoch = 1;
  private long highestCommitted;
  private int asked = -1;
  private boolean connected;
  private Connection open;
  private long ordinal;

  void serve(ClientSession served) {
    session = served;
  }

  // --- the client's side

  @Override
  public void connect(String address) {
    asked = address.charAt(address.length() - 1) - '0';
  }

  @Override
  public void disconnect() {
    asked = -1;
    connected = false;
    open = null;
    toService.clear();
    toClient.clear();
  }

  @Override
  public void send(ClientMessage message) {
    toService.add(message);
  }

  // --- what happens, by the schedule

  void accept(long now) {
    if (asked >= 0 && !connected) {
      connected = true;
      session.onConnected("reply", now);
    }
  }

  void lose(long now) {
    if (asked >= 0) {
      session.onDisconnected(now);
    }
  }

  void loseRequest() {
    toService.poll();
  }

  void loseAnswers() {
    toClient.clear();
  }

  void deliver(long now) {
    ServerMessage message = toClient.poll();
    if (message != null) {
      session.onMessage(message, now);
    }
  }

  void failOver() {
    primary = 1 - primary;
    epoch++;
    inProgress.clear();
    if (open != null) {
      goodbye(open, Reason.NOT_PRIMARY);
    }
  }

  /** Commits the oldest in progress. */
  void commit() {
    if (inProgress.isEmpty()) {
      return;
    }
    ClientMessage.Request request = inProgress.remove(inProgress.keySet().iterator().next());
    executed.add(request.payload().text());
    highestCommitted = request.number();
    Response response = Response.result(request.payload());
    committed.put(request.number(), new Answer(request.number(), executed.size(), false, response));
    answer(request.number());
  }

  private void answer(long number) {
    if (open != null) {
      Answer answer = committed.get(number);
      toClient.add(new ServerMessage.Responses(open.attempt(), epoch, List.of(answer)));
    }
  }

  void take() {
    ClientMessage message = toService.poll();
    if (message instanceof ClientMessage.Hello hello) {
      greet(hello.connection());
    } else if (message instanceof ClientMessage.Requests requests
        && requests.connection().equals(open)) {
      take(requests);
    }
  }

  private void greet(Connection connection) {
    if (asked != primary) {
      goodbye(connection, Reason.NOT_PRIMARY);
      return;
    }
    open = connection;
    ordinal = 0;
    toClient.add(new ServerMessage.Welcome(connection.attempt(), epoch, highest(), 0, ADDRESSES));
  }

  private long highest() {
    long running = inProgress.keySet().stream().mapToLong(n -> n).max().orElse(0);
    return Math.max(running, highestCommitted);
  }

  private void goodbye(Connection connection, Reason reason) {
    toClient.add(
        new ServerMessage.Goodbye(
            connection.attempt(), epoch, reason, String.valueOf(primary), ADDRESSES));
    open = null;
  }

  private void take(ClientMessage.Requests requests) {
    if (requests.ordinal() != ++ordinal) {
      goodbye(open, Reason.BROKEN);
      return;
    }
    for (ClientMessage.Request request : requests.requests()) {
      long number = request.number();
      if (committed.containsKey(number)) {
        answer(number);
      } else if (number > highest()) {
        inProgress.put(number, request);
      } else if (!inProgress.containsKey(number)) {
        throw new AssertionError("Number " + number + " came after " + highest() + ".");
      }
    }
  }
}
