package io.understudy.client;

import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import io.understudy.protocol.message.ClientMessage.Request;
import io.understudy.protocol.message.ServerMessage.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the fake instances of a service share: the message table, and what was executed. */
final class ServiceTable {
  private final Map<String, Map<Long, Answer>> answers = new HashMap<>();
  private final Map<String, Long> highest = new HashMap<>();
  private final List<String> executed = new ArrayList<>();
  private long epoch = 1;
  private String primary;

  ServiceTable(String primary) {
    this.primary = primary;
  }

  synchronized long epoch() {
    return epoch;
  }

  synchronized String primary() {
    return primary;
  }

  synchronized void failOverTo(String instance) {
    primary = instance;
    epoch++;
  }

  synchronized long highest(String client) {
    return highest.getOrDefault(client, 0L);
  }

  synchronized Answer execute(String client, Request request) {
    Map<Long, Answer> stored = answers.computeIfAbsent(client, c -> new HashMap<>());
    long number = request.number();
    if (request.operation().equals("forgotten")) {
      return refused(number, "FORGOTTEN", "Its answer was dropped.");
    }
    if (request.operation().equals("unknown")) {
      return refused(number, "UNKNOWN_OPERATION", "No.");
    }
    if (!stored.containsKey(number)) {
      if (number <= highest(client)) {
        return refused(number, "OUT_OF_ORDER", "Numbers ascend.");
      }
      executed.add(request.payload().text());
      highest.put(client, number);
      stored.put(number, new Answer(number, executed.size(), false, respond(request)));
    }
    return stored.get(number);
  }

  private static Response respond(Request request) {
    String text = request.payload().text();
    return request.operation().equals("fail")
        ? Response.error("FAILED", text)
        : Response.result(Payload.of("done " + text));
  }

  synchronized Answer recall(String client, long number) {
    Answer stored = answers.getOrDefault(client, Map.of()).get(number);
    return stored == null ? refused(number, "OUT_OF_ORDER", "Never taken.") : stored;
  }

  private static Answer refused(long number, String code, String text) {
    return new Answer(number, 0, true, Response.error(code, text));
  }

  /** Payloads in the order of their execution. */
  synchronized List<String> executed() {
    return List.copyOf(executed);
  }
}
