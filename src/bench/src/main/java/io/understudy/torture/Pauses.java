package io.understudy.torture;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The longest pause that any client saw, at each fault. */
final class Pauses {
  private static final String ROW = "%-22s %6s %9s %9s %9s  %-12s %s%n";

  private final Map<Fault, List<Long>> millis = new EnumMap<>(Fault.class);
  private final Map<Fault, List<Long>> restoring = new EnumMap<>(Fault.class);

  /**
   * @param during while it lasted and until clients had answers again
   * @param after while the servers were brought back
   */
  void add(Fault fault, long during, long after) {
    millis.computeIfAbsent(fault, any -> new ArrayList<>()).add(during);
    restoring.computeIfAbsent(fault, any -> new ArrayList<>()).add(after);
  }

  Map<Fault, Long> longest() {
    Map<Fault, Long> longest = new EnumMap<>(Fault.class);
    millis.forEach((fault, all) -> longest.put(fault, most(all)));
    return longest;
  }

  /** Of an even number, the higher of the two in the middle. */
  static long median(List<Long> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  static long most(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).max().orElseThrow();
  }

  /** A table, in ms; "back" is the longest while servers were brought back. */
  void print(PrintWriter out) {
    out.printf(ROW, "pause of a client, ms", "times", "median", "longest", "back", "mark", "");
    millis.forEach(
        (fault, all) -> {
          Mark mark = Mark.of(fault);
          long median = median(all);
          long most = most(all);
          out.printf(
              ROW,
              fault.option(),
              all.size(),
              median,
              most,
              most(restoring.get(fault)),
              mark == null ? "-" : mark,
              mark == null ? "" : mark.isMet(median, most) ? "met" : "missed");
        });
  }
}
