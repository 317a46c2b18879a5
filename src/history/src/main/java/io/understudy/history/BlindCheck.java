package io.understudy.history;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Searches for an order of the operations on one object that agrees with real time and with every
 * answer, and knows nothing of SSNs: the algorithm of Wing and Gong, with Lowe's memory of what was
 * tried. It takes a step at a time: any operation may come next that was invoked before the first
 * return among those left. Which have come, and the state then, are remembered, and never tried
 * again.
 *
 * <p>A mutation without an answer may come at any time after it was invoked, or not at all. Of
 * those that ask for the same, the first to be invoked comes first, which leaves out no history.
 *
 * <p>The search takes few steps if few operations on the object are concurrent, and exponentially
 * many at worst: it ends at a bound.
 */
public final class BlindCheck<S> {
  private final Model<S> model;
  private final int maxTried;

  /**
   * @param model of one object, its states values
   * @param maxTried how many pairs of operations done and state are tried, and remembered
   */
  public BlindCheck(Model<S> model, int maxTried) {
    this.model = model;
    this.maxTried = maxTried;
  }

  /** Checks all that was sent to one object, in any order. */
  public Verdict check(List<Operation> ofOneObject) {
    return new Search(ofOneObject).run();
  }

  /**
   * What has come.
   *
   * @param count all the first answered ones so far
   * @param beyond and these of the others, counted from there
   * @param lost how many of the unanswered ones of each kind
   * @param state the object then
   */
  private record Done<S>(int count, BitSet beyond, List<Integer> lost, S state) {
    boolean has(int index) {
      return index < count || beyond.get(index - count);
    }

    /** The same and one more. */
    Done<S> and(int index, S after) {
      BitSet with = (BitSet) beyond.clone();
      with.set(index - count);
      int all = with.nextClearBit(0);
      return new Done<>(count + all, with.get(all, with.length()), lost, after);
    }

    Done<S> andLost(int kind, S after) {
      Integer[] with = lost.toArray(Integer[]::new);
      with[kind]++;
      return new Done<>(count, beyond, Arrays.asList(with), after);
    }

    int size() {
      return count + beyond.cardinality();
    }
  }

  private record Asked(String name, String input) {
    static Asked of(Operation operation) {
      return new Asked(operation.name(), operation.input());
    }
  }

  /** One check. */
  private final class Search {
    private final List<Operation> answered;
    private final List<List<Operation>> lost;
    private final Set<Done<S>> tried = new HashSet<>();
    private final Deque<Choice> open = new ArrayDeque<>();
    private Done<S> furthest;

    Search(List<Operation> history) {
      Comparator<Operation> byInvocation = Comparator.comparingLong(Operation::invoked);
      answered = history.stream().filter(Operation::isAnswered).sorted(byInvocation).toList();
      Map<Asked, List<Operation>> kinds =
          history.stream()
              .filter(each -> each.isMutation() && !each.isAnswered())
              .sorted(byInvocation)
              .collect(groupingBy(Asked::of, LinkedHashMap::new, toList()));
      lost = List.copyOf(kinds.values());
    }

    Verdict run() {
      furthest = new Done<>(0, new BitSet(), Collections.nCopies(lost.size(), 0), model.initial());
      tryOut(furthest);
      while (!open.isEmpty()) {
        Choice choice = open.peek();
        if (choice.done.count() == answered.size()) {
          return Verdict.LINEARIZABLE;
        }
        if (tried.size() > maxTried) {
          return Verdict.unknown("Given up after " + tried.size() + " tries. " + explain());
        }
        if (choice.hasNext()) {
          choice.goOn();
        } else {
          open.pop();
        }
      }
      return Verdict.broken(explain());
    }

    private void tryOut(Done<S> done) {
      if (tried.add(done)) {
        furthest = done.size() > furthest.size() ? done : furthest;
        open.push(new Choice(done));
      }
    }

    /**
     * What may come next: the answered ones in the order in which they were invoked, then those
     * whose answers were lost. A query that may come leaves all as it was, so nothing is lost if it
     * does.
     */
    private final class Choice {
      private final Done<S> done;
      private final List<Integer> next;
      private int index;
      private boolean settled;

      Choice(Done<S> done) {
        this.done = done;
        this.next = next(done);
      }

      boolean hasNext() {
        return !settled && index < next.size() + lost.size();
      }

      void goOn() {
        int choice = index++;
        if (choice < next.size()) {
          goOnWith(next.get(choice));
        } else {
          goOnWithLost(choice - next.size());
        }
      }

      private void goOnWith(int which) {
        Operation operation = answered.get(which);
        Model.Step<S> step = model.step(done.state(), operation.name(), operation.input());
        if (step.output().equals(operation.output())) {
          settled = model.changesNothing(operation);
          tryOut(done.and(which, step.state()));
        }
      }

      private void goOnWithLost(int kind) {
        int come = done.lost().get(kind);
        if (come < lost.get(kind).size()
            && lost.get(kind).get(come).invoked() <= firstReturn(done)) {
          Operation operation = lost.get(kind).get(come);
          Model.Step<S> step = model.step(done.state(), operation.name(), operation.input());
          // One that would change nothing here may as well not have happened.
          if (!step.state().equals(done.state())) {
            tryOut(done.andLost(kind, step.state()));
          }
        }
      }
    }

    /** Those left that were invoked before any of those left had returned. */
    private List<Integer> next(Done<S> done) {
      long returns = firstReturn(done);
      List<Integer> next = new ArrayList<>();
      for (int i = done.count(); i < answered.size() && answered.get(i).invoked() <= returns; i++) {
        if (!done.has(i)) {
          next.add(i);
        }
      }
      return next;
    }

    private long firstReturn(Done<S> done) {
      long first = Operation.NEVER;
      for (int i = done.count(); i < answered.size() && answered.get(i).invoked() <= first; i++) {
        if (!done.has(i)) {
          first = Math.min(first, answered.get(i).returned());
        }
      }
      return first;
    }

    private String explain() {
      List<Operation> stuck = next(furthest).stream().map(answered::get).toList();
      return "At most %d of %d operations have an order; in the state %s, then, none can be next of %s"
          .formatted(furthest.size(), answered.size(), furthest.state(), stuck);
    }
  }
}
