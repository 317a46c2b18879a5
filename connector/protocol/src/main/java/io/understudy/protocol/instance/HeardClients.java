package io.understudy.protocol.instance;

import java.util.BitSet;

/**
 * Which clients were heard in a stretch of time, in a fixed amount of memory (a Bloom filter): it
 * may take a client for heard that was not, never the other way round.
 */
final class HeardClients {
  private static final int BITS = 1 << 19;

  private final BitSet bits = new BitSet(BITS);

  boolean isEmpty() {
    return bits.isEmpty();
  }

  void add(String clientId) {
    long hash = hash(clientId);
    bits.set(first(hash));
    bits.set(second(hash));
  }

  boolean mayHold(String clientId) {
    long hash = hash(clientId);
    return bits.get(first(hash)) && bits.get(second(hash));
  }

  private static long hash(String clientId) {
    long hash = clientId.hashCode() * 0x9e3779b97f4a7c15L;
    return hash ^ (hash >>> 32);
  }

  private static int first(long hash) {
    return (int) (hash & (BITS - 1));
  }

  private static int second(long hash) {
    return (int) ((hash >>> 40) & (BITS - 1));
  }
}
