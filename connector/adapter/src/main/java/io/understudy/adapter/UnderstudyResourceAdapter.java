package io.understudy.adapter;

import io.understudy.adapter.OperatorLog.Notice;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.Connector;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import javax.transaction.xa.XAResource;
import org.apache.activemq.artemis.api.core.ActiveMQException;

/**
 * The resource adapter (Jakarta Connectors 2.1): with it the broker starts, and with its one
 * endpoint the instance. A start that fails makes the deployment fail, with the cause.
 */
@Connector(
    displayName = "Understudy",
    vendorName = "Understudy",
    eisType = "Understudy",
    version = "1.0",
    transactionSupport = TransactionSupportLevel.NoTransaction)
public class UnderstudyResourceAdapter implements ResourceAdapter {
  private final Counters counters = new Counters();
  private BootstrapContext context;
  private InstanceConfiguration configuration;
  private OperatorLog log;
  private DataDirectory data;
  private Broker broker;
  private Intake intake;
  private MessageEndpointFactory endpoint;
  private volatile InstanceServer server;

  @Override
  public synchronized void start(BootstrapContext bootstrapContext)
      throws ResourceAdapterInternalException {
    context = bootstrapContext;
    try {
      configuration = InstanceConfiguration.fromSystem();
      log = new OperatorLog(configuration.instance());
      data = DataDirectory.open(configuration);
      broker =
          Broker.start(
              data.log(), configuration.address(), configuration.addresses(), this::onDiskError);
      intake = new Intake(broker, configuration.addresses(), noInstance(), counters, log);
    } catch (RuntimeException | ActiveMQException e) {
      new OperatorLog(configuration == null ? "?" : configuration.instance())
          .notice(Notice.FAILED, "This server cannot start: " + e.getMessage(), e);
      stop();
      throw new ResourceAdapterInternalException(e.getMessage(), e);
    }
  }

  @Override
  public synchronized void stop() {
    deactivate();
    try {
      if (intake != null) {
        intake.close();
        intake = null;
      }
      if (broker != null) {
        broker.close();
        broker = null;
      }
    } catch (IllegalStateException e) {
      log.notice(Notice.FAILED, e.getMessage(), e);
    } finally {
      if (data != null) {
        data.close();
        data = null;
      }
    }
  }

  @Override
  public synchronized void endpointActivation(MessageEndpointFactory factory, ActivationSpec spec)
      throws ResourceException {
    if (!(spec instanceof UnderstudyActivationSpec activation)) {
      throw new NotSupportedException("Not an activation of this adapter: " + spec);
    }
    String service = activation.getService();
    if (service != null && !service.equals(configuration.service())) {
      throw new NotSupportedException(
          "The endpoint is for service "
              + service
              + ", but this server's instance is of service "
              + configuration.service()
              + ".");
    }
    if (server != null) {
      throw new NotSupportedException(
          "Service " + configuration.service() + " has an endpoint in this server already.");
    }
    try {
      server =
          new InstanceServer(
              configuration,
              broker,
              factory,
              new ServerWorkers(context.getWorkManager(), log),
              context.getTransactionSynchronizationRegistry(),
              counters,
              log);
    } catch (RuntimeException e) {
      throw new ResourceException("The instance did not start: " + e.getMessage(), e);
    }
    endpoint = factory;
    intake.goTo(server);
  }

  @Override
  public synchronized void endpointDeactivation(
      MessageEndpointFactory factory, ActivationSpec spec) {
    if (factory.equals(endpoint)) {
      deactivate();
    }
  }

  @Override
  public XAResource[] getXAResources(ActivationSpec[] specs) {
    return new XAResource[0];
  }

  /** Java's own identity: there is one adapter in a server. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  private void deactivate() {
    if (server == null) {
      return;
    }
    intake.goTo(noInstance());
    try {
      server.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server = null;
    endpoint = null;
  }

  private NoInstance noInstance() {
    return new NoInstance(configuration, broker, counters, log);
  }

  private void onDiskError(String cause) {
    InstanceServer present = server;
    if (present != null) {
      present.onDiskError(cause);
    } else {
      log.notice(Notice.FAILED, "The broker's journal cannot be written: " + cause);
    }
  }
}
