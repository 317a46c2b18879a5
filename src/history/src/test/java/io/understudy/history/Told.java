package io.understudy.history;

import io.understudy.history.Operation.Kind;
import java.util.ArrayList;
import java.util.List;

/** Histories on one counter, told as stories. */
final class Told {
  final List<Operation> history = new ArrayList<>();
  final List<Committed> order = new ArrayList<>();
  private long number;

  Told add(long invoked, long returned, long value, long ssn) {
    return mutation("add", invoked, returned, Long.toString(value), ssn);
  }

  Told mutation(String name, long invoked, long returned, String output, long ssn) {
    history.add(operation(Kind.MUTATION, name, invoked, returned, output, ssn));
    return this;
  }

  Told lost(long invoked) {
    return mutation("add", invoked, Operation.NEVER, null, 0);
  }

  /** Committed under the number of the last operation. */
  Told at(long ssn) {
    Operation last = history.get(history.size() - 1);
    order.add(new Committed(ssn, last.client(), last.number(), last.name(), last.input()));
    return this;
  }

  Told get(long invoked, long returned, long value, long saw) {
    history.add(operation(Kind.QUERY, "get", invoked, returned, Long.toString(value), saw));
    return this;
  }

  private Operation operation(
      Kind kind, String name, long invoked, long returned, String output, long ssn) {
    return new Operation("c", ++number, kind, name, "1", invoked, returned, output, ssn);
  }

  Verdict witnessed() {
    return new WitnessCheck<>(new Counter()).check(history, order);
  }

  Verdict blind() {
    return new BlindCheck<>(new Counter(), 100_000).check(history);
  }
}
