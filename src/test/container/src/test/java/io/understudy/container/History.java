package io.understudy.container;

import io.understudy.endpoint.ClientStanding;
import io.understudy.endpoint.Group;
import io.understudy.endpoint.Identity;
import io.understudy.endpoint.InstanceEndpoint;
import io.understudy.endpoint.LogExtent;
import io.understudy.endpoint.ServiceDescription;
import io.understudy.endpoint.Standing;
import io.understudy.endpoint.StoredResponse;
import io.understudy.probe.Deliveries;
import io.understudy.probe.Deliveries.Delivery;
import io.understudy.probe.Probe;
import io.understudy.protocol.ClientNumber;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** An instance's history as a test writes it: entries in SSN order, gathered into groups. */
final class History {
  static final Identity OWNER = new Identity("3f0c", "a");

  private final Deliveries deliveries = Probe.deliveries();
  private final List<Entry> group = new ArrayList<>();
  private long fence;
  private long epoch;
  private EntryId last;
  private long number;

  /** An empty instance, its fence raised. */
  static History begin() {
    History history = new History();
    history.raiseFence();
    history.erase();
    history.raiseFence();
    history.nextEpoch();
    return history;
  }

  Standing raiseFence() {
    Standing standing = raiseFence(OWNER, epoch);
    fence = standing.fence();
    last = standing.position();
    group.clear();
    return standing;
  }

  History nextEpoch() {
    epoch++;
    return add(Entry.epoch(last.ssn() + 1, epoch, last.epoch(), last.ssn() + 1));
  }

  /** The next request of client "c". */
  History request(String operation, String payload) {
    number++;
    return request("c", number, operation, payload);
  }

  History request(String client, long clientNumber, String operation, String payload) {
    return add(
        new Entry(
            new EntryId(last.ssn() + 1, epoch),
            last.epoch(),
            Entry.Kind.REQUEST,
            1000 + last.ssn(),
            7,
            1,
            client,
            clientNumber,
            operation,
            Payload.of(payload)));
  }

  History forget(String client, long upTo) {
    return add(
        new Entry(
            new EntryId(last.ssn() + 1, epoch),
            last.epoch(),
            Entry.Kind.FORGET,
            1000 + last.ssn(),
            0,
            1,
            client,
            upTo,
            "",
            Payload.EMPTY));
  }

  /** The group so far; nothing is delivered. */
  Group group() {
    return new Group(fence, List.copyOf(group), Map.of());
  }

  /** Delivers the group so far and begins another, whatever comes of it. */
  Delivery deliver() {
    return deliver(Map.of(), () -> {});
  }

  Delivery deliver(Group delivered) {
    return deliveries.deliver(delivered, () -> {});
  }

  /** Begins another group, as if this one had been delivered. */
  void skip() {
    group.clear();
  }

  Delivery deliver(Map<Long, Response> known, Runnable meanwhile) {
    Group delivered = new Group(fence, List.copyOf(group), known);
    group.clear();
    return deliveries.deliver(delivered, meanwhile);
  }

  /**
   * Commits the group as the adapter does: run again with each spoiling response known.
   *
   * @return the responses
   */
  List<Response> commit() {
    Group whole = group();
    group.clear();
    Map<Long, Response> known = new HashMap<>();
    while (true) {
      Delivery delivery =
          deliveries.deliver(new Group(fence, whole.entries(), Map.copyOf(known)), () -> {});
      if (delivery.failure() != null) {
        throw delivery.failure();
      }
      List<Response> responses = delivery.outcome().responses();
      if (delivery.committed()) {
        return responses;
      }
      if (!delivery.outcome().spoiled()) {
        throw new IllegalStateException("The commit was refused.");
      }
      int failing = responses.size() - 1;
      known.put(whole.entries().get(failing).ssn(), responses.get(failing));
    }
  }

  Response query(String operation, String payload) {
    return call(endpoint -> endpoint.query(operation, Payload.of(payload)));
  }

  ServiceDescription describe() {
    return call(InstanceEndpoint::describe);
  }

  Standing raiseFence(Identity owner, long epochSeen) {
    return call(endpoint -> endpoint.raiseFence(owner, epochSeen));
  }

  Map<Long, StoredResponse> lookUp(String client, Long... numbers) {
    return call(endpoint -> endpoint.lookUp(client, List.of(numbers)));
  }

  ClientStanding client(String client) {
    return call(endpoint -> endpoint.clients(List.of(client))).get(0);
  }

  List<Entry> readOperationLog(long from, int maxEntries, int maxBytes) {
    return call(endpoint -> endpoint.readOperationLog(from, maxEntries, maxBytes));
  }

  long countRows(String client) {
    return call(endpoint -> endpoint.countRows(client));
  }

  Optional<LogExtent> recycle(long throughSsn, long before) {
    return call(endpoint -> endpoint.recycleOperationLog(fence, throughSsn, before));
  }

  List<ClientNumber> readMessageTable(ClientNumber after, int maxRows) {
    return call(endpoint -> endpoint.readMessageTable(after, maxRows));
  }

  Optional<EntryId> committed(long ssn) {
    return call(endpoint -> endpoint.committed(ssn));
  }

  List<String> dump(String after, int limit) {
    return call(endpoint -> endpoint.dump(after, limit));
  }

  EntryId sync() {
    return call(
        endpoint -> {
          EntryId position = endpoint.beginSync();
          endpoint.endSync();
          return position;
        });
  }

  /** All pages of a copy of this instance. */
  List<CopyPage> copy(Runnable afterFirstPage) {
    return copy(
        false,
        page -> {
          if (page.from().equals(CopyPlace.BEGIN)) {
            afterFirstPage.run();
          }
        });
  }

  /**
   * All pages of a fuzzy copy of this instance.
   *
   * @param afterPage told each page
   */
  List<CopyPage> copyFuzzily(Consumer<CopyPage> afterPage) {
    return copy(true, afterPage);
  }

  /** Reads a fuzzy copy to its end, and then again from its beginning. */
  void copyFuzzilyTwice() {
    PageCollector collector =
        new PageCollector(true, page -> {}) {
          private boolean again;

          @Override
          public CopyPlace awaitWanted() {
            CopyPlace next = super.awaitWanted();
            if (next != null || again) {
              return next;
            }
            again = true;
            return CopyPlace.BEGIN;
          }
        };
    run(endpoint -> endpoint.readCopy(collector));
  }

  private List<CopyPage> copy(boolean fuzzy, Consumer<CopyPage> afterPage) {
    PageCollector collector = new PageCollector(fuzzy, afterPage);
    run(endpoint -> endpoint.readCopy(collector));
    return collector.pages();
  }

  void beginCopy(long copyId) {
    run(endpoint -> endpoint.beginCopy(copyId));
  }

  void loadCopy(long copyId, CopyPage page) {
    run(endpoint -> endpoint.loadCopy(copyId, page, Set.of()));
  }

  void endCopy(long copyId) {
    run(endpoint -> endpoint.endCopy(copyId));
  }

  private void run(Consumer<InstanceEndpoint> method) {
    call(
        endpoint -> {
          method.accept(endpoint);
          return null;
        });
  }

  void erase() {
    run(InstanceEndpoint::erase);
  }

  private <T> T call(Function<InstanceEndpoint, T> method) {
    return deliveries.call(method);
  }

  private History add(Entry entry) {
    group.add(entry);
    last = entry.id();
    return this;
  }
}
