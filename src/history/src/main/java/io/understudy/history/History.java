package io.understudy.history;

import io.understudy.history.Operation.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Records what clients do and are told; by any number of threads. Stamps are drawn from one
 * counter: if an operation returned before another was invoked, its stamp is lower. Every operation
 * sent is kept until the end, at about 150 bytes and its texts.
 */
public final class History {
  private final AtomicLong stamps = new AtomicLong();
  private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();

  /** To be called before the operation is handed to the client library. */
  public Call invoke(String client, Kind kind, String name, String input) {
    Call call = new Call(client, kind, name, input);
    calls.add(call);
    return call;
  }

  /**
   * All that was sent so far, in the order in which it was invoked; what has no answer yet counts
   * as lost.
   */
  public List<Operation> operations() {
    return calls.stream()
        .filter(call -> call.number != 0)
        .map(Call::operation)
        .sorted((one, other) -> Long.compare(one.invoked(), other.invoked()))
        .toList();
  }

  /**
   * Every answer that is not in this order is forgotten, and queries with them: for a history that
   * the operator has cut short by forcing a primary. What was answered may then have happened or
   * not.
   *
   * @param kept the order of the service from now on
   */
  public void keepOnly(List<Committed> kept) {
    record Place(long ssn, String client, long number) {}
    Set<Place> places = new HashSet<>();
    kept.forEach(each -> places.add(new Place(each.ssn(), each.client(), each.number())));
    for (Call call : calls) {
      boolean stands =
          call.kind == Kind.MUTATION
              && places.contains(new Place(call.ssn, call.client, call.number));
      if (call.output != null && !stands) {
        call.returned = Operation.NEVER;
        call.output = null;
        call.ssn = 0;
      }
    }
  }

  /** An operation that is under way. Used by one thread at a time. */
  public final class Call {
    private final String client;
    private final Kind kind;
    private final String name;
    private final String input;
    private final long invoked = stamps.incrementAndGet();
    private volatile long number;
    private volatile long returned = Operation.NEVER;
    private volatile String output;
    private volatile long ssn;

    private Call(String client, Kind kind, String name, String input) {
      this.client = client;
      this.kind = kind;
      this.name = name;
      this.input = input;
    }

    /** It was sent under this number: from now on it may have happened. */
    public void sent(long numberGiven) {
      number = numberGiven;
    }

    /**
     * The answer has come.
     *
     * @param ssnTold see {@link Operation#ssn}
     */
    public void answered(long numberGiven, String outputTold, long ssnTold) {
      number = numberGiven;
      ssn = ssnTold;
      output = outputTold;
      returned = stamps.incrementAndGet();
    }

    /** It was refused, or never sent: it is no part of the history. */
    public void refused() {
      number = 0;
    }

    private Operation operation() {
      long end = returned;
      return end == Operation.NEVER
          ? new Operation(client, number, kind, name, input, invoked, end, null, 0)
          : new Operation(client, number, kind, name, input, invoked, end, output, ssn);
    }
  }
}
