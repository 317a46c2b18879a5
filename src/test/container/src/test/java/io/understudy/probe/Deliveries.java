package io.understudy.probe;

import io.understudy.endpoint.Group;
import io.understudy.endpoint.GroupOutcome;
import io.understudy.endpoint.InstanceEndpoint;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.function.Function;

/** Delivers to the application's endpoint. */
public final class Deliveries {
  private final MessageEndpointFactory factory;
  private final TransactionSynchronizationRegistry registry;

  Deliveries(MessageEndpointFactory factory, TransactionSynchronizationRegistry registry) {
    this.factory = factory;
    this.registry = registry;
  }

  /**
   * What came of a group.
   *
   * @param outcome what execute returned; null if it failed
   * @param failure what execute threw; null if it returned
   * @param committed whether the transaction was committed
   */
  public record Delivery(GroupOutcome outcome, RuntimeException failure, boolean committed) {}

  /** Calls a method outside of a delivery bracket. */
  public <T> T call(Function<InstanceEndpoint, T> method) {
    MessageEndpoint endpoint = endpoint();
    try {
      return method.apply((InstanceEndpoint) endpoint);
    } finally {
      endpoint.release();
    }
  }

  /**
   * Executes a group in one transaction, held open for a while, then committed unless it failed or
   * is spoiled.
   *
   * @param meanwhile runs between the execution and the end of the transaction
   */
  public Delivery deliver(Group group, Runnable meanwhile) {
    MessageEndpoint endpoint = endpoint();
    int[] status = {Status.STATUS_UNKNOWN};
    GroupOutcome outcome = null;
    RuntimeException failure = null;
    try {
      endpoint.beforeDelivery(InstanceEndpoint.class.getMethod("execute", Group.class));
      registry.registerInterposedSynchronization(new End(status));
      try {
        outcome = ((InstanceEndpoint) endpoint).execute(group);
        meanwhile.run();
      } catch (RuntimeException e) {
        failure = e;
      }
      if (outcome == null || outcome.spoiled()) {
        registry.setRollbackOnly();
      }
      endpoint.afterDelivery();
    } catch (ResourceException | NoSuchMethodException e) {
      throw new IllegalStateException(e);
    } finally {
      endpoint.release();
    }
    return new Delivery(outcome, failure, status[0] == Status.STATUS_COMMITTED);
  }

  private MessageEndpoint endpoint() {
    try {
      return factory.createEndpoint(null);
    } catch (ResourceException e) {
      throw new IllegalStateException(e);
    }
  }

  private record End(int[] status) implements Synchronization {
    @Override
    public void beforeCompletion() {}

    @Override
    public void afterCompletion(int end) {
      status[0] = end;
    }
  }
}
