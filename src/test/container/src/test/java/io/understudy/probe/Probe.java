package io.understudy.probe;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.Connector;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicReference;
import javax.transaction.xa.XAResource;

/** Keeps the one endpoint factory activated. */
@Connector
public class Probe implements ResourceAdapter, Serializable {
  private static final AtomicReference<Deliveries> DELIVERIES = new AtomicReference<>();

  private transient BootstrapContext context;

  /** How a test delivers to the application that is deployed. */
  public static Deliveries deliveries() {
    return DELIVERIES.get();
  }

  @Override
  public void start(BootstrapContext bootstrap) {
    context = bootstrap;
  }

  @Override
  public void stop() {
    context = null;
  }

  @Override
  public void endpointActivation(MessageEndpointFactory factory, ActivationSpec spec)
      throws ResourceException {
    DELIVERIES.set(new Deliveries(factory, context.getTransactionSynchronizationRegistry()));
  }

  @Override
  public void endpointDeactivation(MessageEndpointFactory factory, ActivationSpec spec) {
    DELIVERIES.set(null);
  }

  @Override
  public XAResource[] getXAResources(ActivationSpec[] specs) {
    return new XAResource[0];
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
