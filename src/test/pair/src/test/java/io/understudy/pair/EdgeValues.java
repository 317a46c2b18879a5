package io.understudy.pair;

import java.util.ArrayList;
import java.util.List;

/** Requests whose keys, values and answers databases are known to differ over. */
final class EdgeValues {
  /**
   * @param code of the answer; empty if it is a result
   */
  record Request(String operation, String json, String code) {
    @Override
    public String toString() {
      return operation + " " + json.substring(0, Math.min(80, json.length()));
    }
  }

  /**
   * Of each plane of Unicode that has characters, and the ends of ranges that encodings care for.
   */
  private static final int[] CODE_POINTS = {
    0x1, 0x1f, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfdd0, 0xfeff, 0xfffd, 0xfffe, 0xffff,
    0x10000, 0x1f600, 0x1ffff, 0x20000, 0x2fa1d, 0x3134a, 0x40000, 0xdffff, 0xe0001, 0xf0000,
    0x10fffd, 0x10ffff
  };

  /** In another order in each collation, equal in some of them, or trimmed. */
  private static final List<String> KEYS =
      List.of(
          "a", "A", "B", "b", "å", "ä", "ö", "z", "Z", "o", "v", "w", "a\u030a", "é", "e\u0301",
          " ", "  ", "a ", " a", "a-b", "ab", "a b", "10", "9", "ß", "ss", "ı", "I", "i", "İ", "%",
          "_", "'", "\\\\", "\\\"", "\\t", "\\n");

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "\"\"",
          "\" \"",
          "[]",
          "{}",
          "[null,{\"a\":null}]",
          "9223372036854775807",
          "-9223372036854775808",
          "9223372036854775808",
          "-9223372036854775809",
          "-0",
          "0.0",
          "-0.0",
          "1.10",
          "0.1",
          "1e400",
          "1E-400",
          "4.9e-324",
          "1.7976931348623157e308",
          "3.14159265358979323846264338327950288419716939937510",
          "123456789012345678901234567890.123456789012345678901234567890",
          "\"2026-02-29T23:59:60.123456789Z\"",
          "\"\\u0000\"",
          "\"\\ud83d\\ude00\"",
          "{\"b\":1,\"a\":2,\"ä\":[1,2.50]}");

  private EdgeValues() {}

  /**
   * @param prefix of all keys
   */
  static List<Request> requests(String prefix) {
    List<Request> requests = new ArrayList<>();
    for (String key : KEYS) {
      requests.add(put(prefix + key, "1"));
    }
    for (int codePoint : CODE_POINTS) {
      String character = Character.toString(codePoint);
      String escaped = codePoint < 0x20 ? "\\u%04x".formatted(codePoint) : character;
      requests.add(put(prefix + escaped, "\"" + escaped + "\""));
    }
    for (int i = 0; i < VALUES.size(); i++) {
      requests.add(put(prefix + ":value:" + i, VALUES.get(i)));
    }
    // as long as a key may be: in characters, and in bytes
    requests.add(put(prefix + "k".repeat(255 - prefix.length()), "1"));
    requests.add(put(prefix + "\uffff".repeat(255 - prefix.length()), "1"));
    requests.add(
        new Request("put", json(prefix + "k".repeat(256 - prefix.length()), "1"), "BAD_KEY"));
    requests.add(new Request("put", json("", "1"), "BAD_KEY"));
    requests.add(new Request("put", json(prefix + "\\u0000", "1"), "BAD_ARGUMENT"));
    requests.add(new Request("put", json(prefix + "\\ud83d", "1"), "BAD_JSON"));
    // as long as a request may be
    String around = json(prefix + ":long", "\"\"");
    requests.add(put(prefix + ":long", "\"" + "x".repeat((1 << 20) - around.length()) + "\""));
    requests.add(put(prefix + ":wide", "\"" + "\ud83d\ude00".repeat(250_000) + "\""));
    // answers of each kind, and an entry that fails after it has written
    requests.add(put(prefix + ":full", "9223372036854775807"));
    requests.add(put(prefix + ":poor", "5"));
    requests.add(
        new Request(
            "transfer",
            "{\"from\":\"%s:poor\",\"to\":\"%s:full\",\"amount\":1}".formatted(prefix, prefix),
            "OVERFLOW"));
    requests.add(new Request("add", "{\"key\":\"%s:poor\",\"delta\":-6}".formatted(prefix), ""));
    requests.add(new Request("create", json(prefix + "a", "1"), "EXISTS"));
    requests.add(new Request("delete", "{\"key\":\"%sA\"}".formatted(prefix), ""));
    requests.add(new Request("delete", "{\"key\":\"%sA\"}".formatted(prefix), "NOT_FOUND"));
    return requests;
  }

  private static Request put(String key, String value) {
    return new Request("put", json(key, value), "");
  }

  private static String json(String key, String value) {
    return "{\"key\":\"" + key + "\",\"value\":" + value + "}";
  }
}
