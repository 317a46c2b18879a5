package io.understudy.boot.server;

import io.understudy.arbiter.Arbiter;
import io.understudy.protocol.Configuration;
import java.util.concurrent.CompletionException;

/** The record that the arbiter is given for a new service, by which one instance may take it up. */
final class FirstRecord {
  private final DataDirectory data;
  private final Arbiter arbiter;

  FirstRecord(DataDirectory data, Arbiter arbiter) {
    this.data = data;
    this.arbiter = arbiter;
  }

  /** Only for a new service: a record that was lost later is for the operator to restore. */
  void give(Configuration first) {
    if (data.service().founded()) {
      return;
    }
    try {
      if (!arbiter.found(first).join() && isServed()) {
        throw new BootException(
            "The arbiter at %s has a record of a service %s already, which is not the one in %s."
                .formatted(data.service().arbiter(), data.service().service(), data.path()));
      }
    } catch (CompletionException e) {
      throw new BootException("The arbiter did not take the record: " + e.getMessage(), e);
    }
    data.write(data.service().asFounded());
  }

  /** A record of epoch 0 is what an up that was interrupted here left. */
  private boolean isServed() {
    return arbiter.read().join().filter(kept -> kept.configuration().epoch() > 0).isPresent();
  }
}
