package io.understudy.simulator;

import io.understudy.history.Committed;
import io.understudy.history.Operation;
import io.understudy.protocol.Entry;
import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the simulated clients ask for, in the words of a history. */
final class Traffic {
  /** Only asked for one by one, so that their histories can be checked by themselves. */
  static final List<String> SINGLE = List.of("c0", "c1");

  /** Between these is moved. */
  static final List<String> PAIR = List.of("c2", "c3");

  private static final int LONGEST_PADDING = 40_000;
  private static final String PADDING = "x".repeat(LONGEST_PADDING);
  private static final char SESSION_FOLLOWS = '|';

  private Traffic() {}

  /** Something to ask for. */
  record Request(Operation.Kind kind, String operation, String input) {}

  /**
   * @param severally whether operations on several counters are among it
   */
  static Request next(Timeline time, boolean severally) {
    String counter = (time.chance(0.5) ? SINGLE : PAIR).get((int) time.between(0, 1));
    if (time.chance(0.25)) {
      return new Request(Operation.Kind.QUERY, "get", counter);
    }
    if (time.chance(0.1)) {
      return new Request(Operation.Kind.MUTATION, "fail", counter);
    }
    if (severally && PAIR.contains(counter) && time.chance(0.6)) {
      String other = PAIR.get(1 - PAIR.indexOf(counter));
      return new Request(Operation.Kind.MUTATION, "move", counter + " " + other);
    }
    return new Request(Operation.Kind.MUTATION, "add", counter);
  }

  /**
   * The request and whose it is, so that no other session asks for the very same; now and then with
   * something behind it that only makes it longer.
   */
  static Payload payload(Request request, int session, Timeline time) {
    boolean padded = request.kind() == Operation.Kind.MUTATION && time.chance(0.01);
    String padding = padded ? PADDING.substring(0, (int) time.between(1, LONGEST_PADDING)) : "";
    return Payload.of(request.input() + SESSION_FOLLOWS + session + padding);
  }

  static String input(Payload payload) {
    byte[] bytes = payload.bytes();
    int end = 0;
    while (bytes[end] != SESSION_FOLLOWS) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.US_ASCII);
  }

  /** A query's answer says which SSN it saw. */
  static Response seen(long value, long ssn) {
    return Response.result(Payload.of(value + "@" + ssn));
  }

  static String output(Response response) {
    if (response.isError()) {
      return response.code();
    }
    String text = response.body().text();
    int at = text.indexOf('@');
    return at < 0 ? text : text.substring(0, at);
  }

  /** The SSN that the answer to a query says it saw. */
  static long seen(Response response) {
    String text = response.body().text();
    return Long.parseLong(text.substring(text.indexOf('@') + 1));
  }

  /** The requests among these entries. */
  static List<Committed> order(List<Entry> operationLog) {
    return operationLog.stream()
        .filter(entry -> entry.kind() == Entry.Kind.REQUEST)
        .filter(entry -> !entry.operation().equals("poison"))
        .map(
            entry ->
                new Committed(
                    entry.ssn(),
                    entry.clientId(),
                    entry.number(),
                    entry.operation(),
                    input(entry.payload())))
        .toList();
  }
}
