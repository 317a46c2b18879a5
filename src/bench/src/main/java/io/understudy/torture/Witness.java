package io.understudy.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.understudy.bench.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks what all clients saw by the order that the service itself names: mutations replayed in SSN
 * order must give the answers that were given, the order must agree with real time and with each
 * client's own, and each query must have seen one moment between its call and its return.
 *
 * <p>Takes a history in pieces, between which no request was outstanding, and keeps only the state
 * of the objects. An answered request that is lost shows as a wrong answer or object later, one
 * with two effects too: what the clients do is neither idempotent nor overwritten by all.
 */
final class Witness {
  private static final int MOST_VIOLATIONS = 20;

  private final StoreModel model = new StoreModel();
  private final Map<String, Long> lastNumbers = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private long lastSsn;
  private long mutations;
  private long queries;

  /** What must hold and does not, in sentences; the first ones only. */
  List<String> violations() {
    return violations;
  }

  long mutations() {
    return mutations;
  }

  long queries() {
    return queries;
  }

  /** What the objects must be. */
  StoreModel model() {
    return model;
  }

  /** The next piece of the history, in any order. */
  void check(List<Call> calls) {
    List<Call> ordered =
        calls.stream()
            .filter(Call::isMutation)
            .sorted(Comparator.comparingLong(Call::ssn))
            .toList();
    List<Call> asked =
        calls.stream()
            .filter(call -> !call.isMutation())
            .sorted(Comparator.comparingLong(Call::called))
            .toList();
    mutations += ordered.size();
    queries += asked.size();
    Versions versions = new Versions(lastSsn, model);
    checkRealTime(ordered);
    ordered.forEach(call -> replay(call, versions));
    new Placement(ordered, versions, this::violated).place(asked);
  }

  /** No request may stand before one that was answered before it was submitted. */
  private void checkRealTime(List<Call> ordered) {
    Call earliest = null;
    for (int i = ordered.size() - 1; i >= 0; i--) {
      Call call = ordered.get(i);
      if (earliest != null && earliest.precedes(call)) {
        violated(call + " stands before " + earliest + ", which was answered before it was sent");
      }
      if (earliest == null || call.returned() < earliest.returned()) {
        earliest = call;
      }
    }
  }

  private void replay(Call call, Versions versions) {
    if (call.ssn() <= lastSsn) {
      violated(call + " has a place that is not behind " + lastSsn);
    }
    lastSsn = call.ssn();
    Long before = lastNumbers.put(call.client(), call.reply().number());
    if (before != null && before >= call.reply().number()) {
      violated(call + " stands behind the same client's number " + before);
    }
    StoreModel.Answer must = model.execute(call.operation(), call.arguments());
    if (!matches(must, call)) {
      violated(call + " must be answered " + (must.value() == null ? must.code() : must.value()));
    }
    versions.after(call, model);
  }

  private static boolean matches(StoreModel.Answer must, Call call) {
    return call.reply().isError()
        ? must.code().equals(call.reply().code())
        : must.value() != null && must.value().equals(Json.parse(call.reply().text()));
  }

  /** What a query may have been answered: the value, or nothing where there is no object. */
  static JsonNode seen(Call query) {
    if (!query.reply().isError()) {
      return Json.parse(query.reply().text());
    }
    return query.reply().code().equals("NOT_FOUND") ? MissingNode.getInstance() : null;
  }

  private void violated(String sentence) {
    if (violations.size() < MOST_VIOLATIONS) {
      violations.add(sentence);
    }
  }
}
