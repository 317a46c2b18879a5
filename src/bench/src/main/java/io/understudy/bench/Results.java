package io.understudy.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All figures of a run, and the first marks they are held against. */
final class Results {
  static final String BARE = "bare JMS request and reply";

  private final List<Figure> figures = new ArrayList<>();
  private final Map<String, Double> values = new LinkedHashMap<>();

  void add(Figure figure) {
    figures.add(figure);
  }

  void put(String name, double value) {
    values.put(name, value);
  }

  Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("processors", Runtime.getRuntime().availableProcessors());
    map.put("java", Runtime.version().toString());
    map.put("figures", figures);
    map.put("values", values);
    return map;
  }

  void print(PrintWriter out) {
    String row = "%-40s %10s %10s %10s %10s %8s%n";
    out.printf(row, "", "per s", "p50 us", "p99 us", "p99.9 us", "errors");
    for (Figure figure : figures) {
      out.printf(
          row,
          figure.name(),
          "%,.0f".formatted(figure.perSecond()),
          "%,d".formatted(figure.p50()),
          "%,d".formatted(figure.p99()),
          "%,d".formatted(figure.p999()),
          "%.1f%%".formatted(figure.errorShare() * 100));
    }
    out.println();
    values.forEach((name, value) -> out.printf("%-40s %10.2f%n", name, value));
    out.println();
    marks(out);
  }

  private void marks(PrintWriter out) {
    double pipelined = perSecond("pair: 256 outstanding");
    atLeast(out, "256 outstanding, mutations/s", pipelined, 6_000);
    atLeast(
        out,
        "the same with 10% failing, of that",
        perSecond("pair: 256 outstanding, 10% failing") / pipelined,
        0.4);
    atLeast(out, "one blocking client, mutations/s", perSecond("pair: 1 blocking client"), 500);
    atLeast(
        out,
        "queries, of bare request and reply",
        perSecond("pair: queries") / perSecond(BARE),
        0.8);
    atMost(out, "checkpoint bytes per request byte", "checkpoint.bytes.per.request.byte", 1.3);
    atMost(out, "checkpoint bytes for queries", "query.checkpoint.bytes", 0);
    atMost(out, "memory of instance a, MiB", "pair.rss.mib.a", 512);
    atMost(out, "memory of instance b, MiB", "pair.rss.mib.b", 512);
    atMost(out, "memory of the arbiter, MiB", "pair.rss.mib.arbiter", 80);
    atMost(out, "pair ready, s", "pair.ready.seconds", 20);
    atMost(out, "one instance ready, s", "single.ready.seconds", 12);
  }

  private double perSecond(String name) {
    return figures.stream()
        .filter(figure -> figure.name().equals(name))
        .mapToDouble(Figure::perSecond)
        .findFirst()
        .orElse(Double.NaN);
  }

  private static void atLeast(PrintWriter out, String name, double value, double mark) {
    mark(out, name, value, "at least", mark, value >= mark);
  }

  private void atMost(PrintWriter out, String name, String key, double mark) {
    Double value = values.get(key);
    if (value != null) {
      mark(out, name, value, "at most", mark, value <= mark);
    }
  }

  private static void mark(
      PrintWriter out, String name, double value, String relation, double mark, boolean met) {
    out.printf(
        "%-40s %,10.2f  %s %,.1f: %s%n", name, value, relation, mark, met ? "met" : "MISSED");
  }
}
