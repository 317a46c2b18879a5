package io.understudy.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;

/**
 * Checks a whole history by a witness, the order that the service says it had:
 *
 * <ul>
 *   <li>every answered mutation is in it, at the SSN it was answered with and nowhere else; what
 *       was never asked for is not;
 *   <li>replayed in that order, the model gives every answer that was given;
 *   <li>of two operations of which one had returned before the other was invoked, it comes first;
 *   <li>every query has a place between two SSNs where the model gives its answer: behind the SSN
 *       it saw, or, where that is not known, behind any that real time allows.
 * </ul>
 *
 * <p>Takes n log n steps for n operations, and besides as many steps of the model as queries are
 * tried at an SSN, which is no more than real time leaves open.
 */
public final class WitnessCheck<S> {
  private final Model<S> model;

  /** A model of all objects of the service. */
  public WitnessCheck(Model<S> model) {
    this.model = model;
  }

  /**
   * @param history all that was sent, in any order
   * @param order all requests that were committed, in SSN order, from the first on
   */
  public Verdict check(List<Operation> history, List<Committed> order) {
    try {
      new Replay(history, order).run();
      return Verdict.LINEARIZABLE;
    } catch (Broken broken) {
      return Verdict.broken(broken.getMessage());
    }
  }

  private static void require(boolean holds, String form, Object... values) {
    if (!holds) {
      throw new Broken(form.formatted(values));
    }
  }

  private static final class Broken extends RuntimeException {
    Broken(String message) {
      super(message, null, false, false);
    }
  }

  private record Key(String client, long number) {}

  /** A query, and between which SSNs real time lets it be. */
  private record Window(Operation query, long earliest, long latest) {
    /** Whether it may be behind an SSN and before the next. */
    boolean isOpen(long ssn, long next) {
      return earliest < next && latest >= ssn;
    }
  }

  /** One check. */
  private final class Replay {
    private final List<Committed> order;
    private final Map<Key, List<Operation>> mutations = new HashMap<>();
    private final List<Operation> queries = new ArrayList<>();
    private final List<Operation> committed = new ArrayList<>();
    private final Map<Operation, Long> ssns = new IdentityHashMap<>();

    Replay(List<Operation> history, List<Committed> order) {
      this.order = order;
      for (Operation each : history) {
        if (each.isMutation()) {
          mutations
              .computeIfAbsent(new Key(each.client(), each.number()), key -> new ArrayList<>(1))
              .add(each);
        } else if (each.isAnswered()) {
          queries.add(each);
        }
      }
    }

    void run() {
      findPlaces();
      checkRealTime();
      replay(windows());
    }

    private void findPlaces() {
      long before = 0;
      for (Committed entry : order) {
        require(entry.ssn() > before, "SSN %d comes after %d", entry.ssn(), before);
        before = entry.ssn();
        Operation asked = askedFor(entry);
        committed.add(asked);
        Long other = ssns.put(asked, entry.ssn());
        require(other == null, "%s was committed at %d too", entry, other);
      }
      for (List<Operation> each : mutations.values()) {
        for (Operation answered : each) {
          require(
              !answered.isAnswered() || placeOf(answered) == answered.ssn(),
              "%s was answered, it is at %d",
              answered,
              placeOf(answered));
        }
      }
    }

    /**
     * A client that has lost its memory, or was given up by the operator, may use a number again:
     * then the service took one of them. Of several that nobody had an answer to, any may have been
     * the one: the first to be invoked has most room.
     */
    private Operation askedFor(Committed entry) {
      Operation asked = null;
      for (Operation each :
          mutations.getOrDefault(new Key(entry.client(), entry.number()), List.of())) {
        boolean same = each.name().equals(entry.operation()) && each.input().equals(entry.input());
        boolean may = same && (!each.isAnswered() || each.ssn() == entry.ssn());
        boolean better =
            asked == null
                || !asked.isAnswered() && (each.isAnswered() || each.invoked() < asked.invoked());
        asked = may && better ? each : asked;
      }
      require(asked != null, "%s was committed, and nobody asked for that", entry);
      return asked;
    }

    private long placeOf(Operation mutation) {
      return ssns.getOrDefault(mutation, 0L);
    }

    /** Mutations among themselves: what had returned has the lower SSN. */
    private void checkRealTime() {
      List<Operation> invoked = placed(Comparator.comparingLong(Operation::invoked));
      Floors floors = new Floors(placed(Comparator.comparingLong(Operation::returned)));
      for (Operation each : invoked) {
        long floor = floors.before(each.invoked());
        require(
            placeOf(each) > floor,
            "%s is at %d, though it came after %d",
            each,
            placeOf(each),
            floor);
      }
    }

    private List<Operation> placed(Comparator<Operation> by) {
      return committed.stream().sorted(by).toList();
    }

    /** Highest SSN of what had returned before a stamp, for stamps that ascend. */
    private final class Floors {
      private final List<Operation> returned;
      private int next;
      private long highest;

      Floors(List<Operation> returned) {
        this.returned = returned;
      }

      long before(long stamp) {
        while (next < returned.size() && returned.get(next).returned() < stamp) {
          highest = Math.max(highest, placeOf(returned.get(next++)));
        }
        return highest;
      }
    }

    /** In the order in which they were invoked. */
    private List<Window> windows() {
      Map<Operation, Long> latest = new IdentityHashMap<>();
      List<Operation> invoked = placed(Comparator.comparingLong(Operation::invoked).reversed());
      queries.sort(Comparator.comparingLong(Operation::returned).reversed());
      long ceiling = Long.MAX_VALUE;
      int next = 0;
      for (Operation query : queries) {
        while (next < invoked.size() && invoked.get(next).invoked() > query.returned()) {
          ceiling = Math.min(ceiling, placeOf(invoked.get(next++)) - 1);
        }
        latest.put(query, ceiling);
      }
      queries.sort(Comparator.comparingLong(Operation::invoked));
      Floors floors = new Floors(placed(Comparator.comparingLong(Operation::returned)));
      List<Window> windows = new ArrayList<>(queries.size());
      for (Operation query : queries) {
        long earliest = floors.before(query.invoked());
        long last = latest.get(query);
        long saw = query.ssn();
        require(
            saw == 0 || saw >= earliest && saw <= last,
            "%s saw %d, and real time puts it from %d to %d",
            query,
            saw,
            earliest,
            last);
        windows.add(saw == 0 ? new Window(query, earliest, last) : new Window(query, saw, saw));
      }
      return windows;
    }

    /** Queries are placed as early as can be: that leaves most room to those after them. */
    private void replay(List<Window> windows) {
      LinkedList<Window> waiting = new LinkedList<>(windows);
      S state = place(waiting, model.initial(), 0, nextSsn(0));
      for (int i = 0; i < order.size(); i++) {
        Committed entry = order.get(i);
        Operation asked = committed.get(i);
        Model.Step<S> step = model.step(state, entry.operation(), entry.input());
        require(
            !asked.isAnswered() || step.output().equals(asked.output()),
            "%s was answered, the model says %s",
            asked,
            step.output());
        state = place(waiting, step.state(), entry.ssn(), nextSsn(i + 1));
      }
      require(
          waiting.isEmpty(),
          "%s: the model gives no such answer, up to the last SSN",
          first(waiting));
    }

    private static Object first(List<Window> waiting) {
      return waiting.isEmpty() ? "" : waiting.get(0).query();
    }

    private long nextSsn(int index) {
      return index < order.size() ? order.get(index).ssn() : Long.MAX_VALUE;
    }

    /** Places what can be between this SSN and the next, in which nothing changes. */
    private S place(LinkedList<Window> waiting, S state, long ssn, long next) {
      long returned = Long.MAX_VALUE; // of the first to return of those that still wait
      ListIterator<Window> each = waiting.listIterator();
      while (each.hasNext()) {
        Window window = each.next();
        Operation query = window.query();
        if (query.invoked() > returned) {
          break;
        }
        boolean fits =
            window.isOpen(ssn, next)
                && model.step(state, query.name(), query.input()).output().equals(query.output());
        if (fits) {
          each.remove();
        } else {
          returned = Math.min(returned, query.returned());
          require(
              window.latest() >= next,
              "%s: the model gives no such answer where real time lets it be, SSN %d to %d",
              query,
              window.earliest(),
              window.latest());
        }
      }
      return state;
    }
  }
}
