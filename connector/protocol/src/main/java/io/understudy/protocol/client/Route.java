package io.understudy.protocol.client;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The instances a client knows, and when each may be asked again. While nobody answers, the pauses
 * grow to ten times the setting.
 */
final class Route {
  /** Instances it learns at most; a service has a handful. */
  private static final int LEARNED_LIMIT = 64;

  private static final int LONGEST_PAUSES = 10;

  private final List<String> given;
  private final int pauseMillis;
  private final Map<String, Long> asked = new HashMap<>();
  private Map<String, String> byName = Map.of();
  private List<String> known;
  private int failures;

  Route(List<String> given, int pauseMillis) {
    if (given.isEmpty()) {
      throw new IllegalArgumentException("A client needs the address of at least one instance.");
    }
    this.given = List.copyOf(given);
    this.known = List.copyOf(new LinkedHashSet<>(given));
    this.pauseMillis = pauseMillis;
  }

  /** Takes over what an instance says of all of them; the addresses given at first stay known. */
  void learn(Map<String, String> instances) {
    Map<String, String> learned = new TreeMap<>();
    for (Map.Entry<String, String> instance : new TreeMap<>(instances).entrySet()) {
      if (!instance.getValue().isEmpty() && learned.size() < LEARNED_LIMIT) {
        learned.put(instance.getKey(), instance.getValue());
      }
    }
    if (learned.isEmpty()) {
      return;
    }
    byName = learned;
    Set<String> all = new LinkedHashSet<>(given);
    all.addAll(learned.values());
    known = new ArrayList<>(all);
    asked.keySet().retainAll(all);
  }

  String first() {
    return known.get(0);
  }

  /** The one after this, so that all get their turn. */
  String after(String address) {
    return known.get((known.indexOf(address) + 1) % known.size());
  }

  /** Address of an instance; null if not known. */
  String addressOf(String instance) {
    return byName.get(instance);
  }

  void onAsked(String address, long now) {
    asked.put(address, now);
  }

  void onFailed() {
    failures++;
  }

  void onHeard() {
    failures = 0;
  }

  /** When this address may be asked: never twice within the pause. */
  long mayAsk(String address, long now) {
    Long last = asked.get(address);
    int rounds = failures / known.size();
    long pause = pauseMillis * (long) Math.min(1 << Math.min(rounds, 10), LONGEST_PAUSES);
    return last == null ? now : Math.max(now, last + pause);
  }
}
