package io.understudy.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All figures of a run, and the marks they are held against. */
final class Results {
  static final String BARE = "bare JMS request and reply";

  /** One blocking client: two such round trips, one of them synced, are in each mutation. */
  static final String BARE_ALONE = "bare JMS: 1 blocking client";

  private final List<Figure> figures = new ArrayList<>();
  private final Map<String, Double> values = new LinkedHashMap<>();
  private final List<Mark> marks = new ArrayList<>();

  void add(Figure figure) {
    figures.add(figure);
  }

  void put(String name, double value) {
    values.put(name, value);
  }

  private Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("processors", Runtime.getRuntime().availableProcessors());
    map.put("java", Runtime.version().toString());
    map.put("figures", figures);
    map.put("values", values);
    map.put("marks", marks.stream().map(Mark::asMap).toList());
    return map;
  }

  /** As JSON. */
  void write(Path file) throws IOException {
    Files.writeString(file, Json.indented(asMap()) + "\n");
  }

  void print(PrintWriter out) {
    String row = "%-40s %10s %10s %10s %10s %10s %8s%n";
    out.printf(row, "", "per s", "p50 us", "p99 us", "p99.9 us", "max us", "errors");
    for (Figure figure : figures) {
      out.printf(
          row,
          figure.name(),
          "%,.0f".formatted(figure.perSecond()),
          "%,d".formatted(figure.p50()),
          "%,d".formatted(figure.p99()),
          "%,d".formatted(figure.p999()),
          "%,d".formatted(figure.max()),
          "%.1f%%".formatted(figure.errorShare() * 100));
    }
    out.println();
    values.forEach((name, value) -> out.printf("%-40s %10.2f%n", name, value));
    out.println();
    marks.forEach(mark -> mark.print(out));
  }

  /** NaN if there is no such figure. */
  double perSecond(String name) {
    return figures.stream()
        .filter(figure -> figure.name().equals(name))
        .mapToDouble(Figure::perSecond)
        .findFirst()
        .orElse(Double.NaN);
  }

  void atLeast(String name, double value, double mark) {
    marks.add(new Mark(name, value, "at least", mark, value >= mark));
  }

  void atMost(String name, double value, double mark) {
    marks.add(new Mark(name, value, "at most", mark, value <= mark));
  }

  /** Nothing if there is no such value. */
  void atMost(String name, String key, double mark) {
    if (values.containsKey(key)) {
      atMost(name, values.get(key), mark);
    }
  }

  /** A figure, and what it is held against. */
  private record Mark(String name, double value, String relation, double mark, boolean met) {
    void print(PrintWriter out) {
      out.printf(
          "%-46s %,10.2f  %s %,.2f: %s%n", name, value, relation, mark, met ? "met" : "MISSED");
    }

    Map<String, Object> asMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("name", name);
      map.put("value", value);
      map.put(relation, mark);
      map.put("met", met);
      return map;
    }
  }
}
