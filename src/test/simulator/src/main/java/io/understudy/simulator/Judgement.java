package io.understudy.simulator;

import io.understudy.history.BlindCheck;
import io.understudy.history.Committed;
import io.understudy.history.Operation;
import io.understudy.history.Verdict;
import io.understudy.history.WitnessCheck;
import java.util.List;
import java.util.Map;

/** What is said of a run at its end, when all is healed and all have caught up. */
final class Judgement {
  /** The blind check takes as many tries as there are operations, unless it finds many orders. */
  private static final int MAX_TRIED = 3_000;

  private final Cluster cluster;
  private final Witness witness;

  Judgement(Cluster cluster) {
    this.cluster = cluster;
    this.witness = cluster.witness();
  }

  /** Nobody lost anything, all are equal, and the history is linearizable. */
  void pass() {
    List<Machine> current = cluster.current();
    Machine first = current.get(0);
    witness.checkNothingLost(first.database());
    for (Machine machine : current.subList(1, current.size())) {
      witness.check(
          first.database().sameAs(machine.database()),
          () ->
              machine.name()
                  + " at "
                  + machine.database().position()
                  + " differs from "
                  + first.name()
                  + " at "
                  + first.database().position());
      checkTableSize(machine);
    }
    for (SimulatedClient client : cluster.clients()) {
      witness.check(client.failures() == 0, () -> client.id() + " saw an exception");
    }
    List<Operation> history = cluster.history().operations();
    List<Committed> order = Traffic.order(first.database().operationLog());
    require(new WitnessCheck<>(new Counters()).check(history, order));
    checkBlindly(history);
  }

  private void checkBlindly(List<Operation> history) {
    if (witness.era() > 0) {
      // What the operator gave up may have happened or not: too much of it for a blind search.
      witness.count("no blind check");
      return;
    }
    for (String counter : Traffic.SINGLE) {
      List<Operation> ofOne =
          history.stream().filter(each -> each.input().equals(counter)).toList();
      require(new BlindCheck<>(new OneCounter(), MAX_TRIED).check(ofOne));
    }
  }

  /** What it counts as it goes on is what is there: whatever was copied, forgotten and lost. */
  private void checkTableSize(Machine machine) {
    Process process = machine.process();
    Map<String, String> status = process.instance().status(process.now());
    String counted = status.get("message-rows");
    String there = Long.toString(machine.database().size().rows());
    String position = Long.toString(machine.database().position().ssn());
    witness.check(
        there.equals(counted) || !position.equals(status.get("committed")),
        () ->
            machine.name() + " has " + there + " rows of the message table, and counts " + counted);
  }

  private void require(Verdict verdict) {
    if (verdict.isBroken()) {
      throw new Violation(verdict.reason() + "\n" + witness.notes());
    }
    if (!verdict.isLinearizable()) {
      witness.count("blind check given up");
    }
  }
}
