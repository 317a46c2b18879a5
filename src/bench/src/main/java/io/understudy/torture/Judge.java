package io.understudy.torture;

import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.bench.Json;
import io.understudy.history.BlindCheck;
import io.understudy.history.Committed;
import io.understudy.history.Operation;
import io.understudy.history.Verdict;
import io.understudy.history.WitnessCheck;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Judges what the clients saw in two ways: everything by the order that the answers themselves
 * name, and each object that no transfer touches blind to it.
 *
 * <p>Takes a history in pieces, between which nothing was outstanding, and keeps only the objects
 * and the places that were answered: an answered request that is lost, or has two effects, shows as
 * a wrong answer or object later, or in the operation log.
 */
final class Judge {
  /** Where operations on one object are of that object alone. */
  private static final List<String> SINGLE = List.of("register:", "counter:");

  private static final int MOST_TRIED = 200_000;

  private final Map<String, JsonNode> objects = new TreeMap<>();
  private final AnsweredPlaces places = new AnsweredPlaces();
  private final List<String> wrong = new ArrayList<>();
  private long lastSsn;
  private long mutations;
  private long queries;
  private long blind;
  private long givenUp;

  /** The next piece, all of it answered. Says what is wrong with it. */
  List<String> judge(List<Operation> piece) {
    wrong.clear();
    Map<String, JsonNode> before = new TreeMap<>(objects);
    List<Committed> order = order(piece);
    for (Committed each : order) {
      if (!places.add(each.ssn(), each.client(), each.number())) {
        wrong.add(each + " was answered with a place that another has.");
      }
    }
    mutations += order.size();
    queries += piece.size() - order.size();
    if (!order.isEmpty()) {
      if (order.get(0).ssn() <= lastSsn) {
        wrong.add(order.get(0) + " is not behind " + lastSsn + ", which was answered before.");
      }
      lastSsn = order.get(order.size() - 1).ssn();
    }
    add("", new WitnessCheck<>(new StoreModel(objects)).check(piece, order));
    piece.stream()
        .filter(Judge::isSingle)
        .collect(groupingBy(Judge::key))
        .forEach((key, ofOne) -> judgeBlind(key, StoreModel.value(before, key), ofOne));
    return List.copyOf(wrong);
  }

  private static List<Committed> order(List<Operation> piece) {
    return piece.stream()
        .filter(Operation::isMutation)
        .sorted(Comparator.comparingLong(Operation::ssn))
        .map(
            each ->
                new Committed(each.ssn(), each.client(), each.number(), each.name(), each.input()))
        .toList();
  }

  private void judgeBlind(String key, JsonNode before, List<Operation> ofOne) {
    Verdict verdict = new BlindCheck<>(new ObjectModel(before), MOST_TRIED).check(ofOne);
    blind++;
    if (verdict.outcome() == Verdict.Outcome.UNKNOWN) {
      givenUp++;
    }
    add(key + ", blind to SSNs: ", verdict);
  }

  private void add(String what, Verdict verdict) {
    if (verdict.isBroken()) {
      wrong.add(what + verdict.reason());
    }
  }

  private static boolean isSingle(Operation operation) {
    String key = key(operation);
    return SINGLE.stream().anyMatch(key::startsWith);
  }

  /** Empty for an operation on several objects. */
  private static String key(Operation operation) {
    return Json.parse(operation.input()).path("key").asText();
  }

  /** What the objects must be. */
  Map<String, JsonNode> objects() {
    return objects;
  }

  /** Which mutation was answered with which place. */
  AnsweredPlaces places() {
    return places;
  }

  long mutations() {
    return mutations;
  }

  long queries() {
    return queries;
  }

  /** Histories of one object that were checked blind, each of one piece. */
  long blind() {
    return blind;
  }

  /** Of them, those whose search was given up. */
  long givenUp() {
    return givenUp;
  }
}
