package io.understudy.adapter;

import io.understudy.protocol.instance.Setting;
import io.understudy.wire.Addresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.ServiceRegistry;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.server.impl.ServiceRegistryImpl;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * The server's embedded broker. Its journal is the one thing synced on the path of a request
 * (design.md section 2): a message of the intention log is delivered only once it is on disk.
 *
 * <p>What happens when an address is full: the intention log never is (its bound is what the
 * protocol lets be in progress); requests hold their senders back; words of other instances are
 * dropped, since whoever misses one asks again; a client that does not read its answers is
 * disconnected, see {@link LocalPost}.
 */
final class Broker implements AutoCloseable {
  /** Largest payload of a request that a setting may allow, in bytes. */
  static final int REQUEST_LIMIT = Setting.MAX_REQUEST_BYTES.most();

  /** Largest setting of the entries in one checkpoint, in bytes; the last entry may exceed it. */
  static final int CHECKPOINT_LIMIT = Setting.MAX_CHECKPOINT_BYTES.most();

  /** Messages from this size on would be kept in files of their own: none is as large. */
  static final int LARGE_MESSAGE = 4 << 20;

  /** Answers that may wait for one client, in bytes. */
  static final long REPLY_LIMIT = 16 << 20;

  private static final int JOURNAL_BUFFER = 5 << 20;
  private static final int JOURNAL_FILE = 20 << 20;
  private static final int JOURNAL_TIMEOUT_NANOS = 100_000;
  private static final long REQUESTS_LIMIT = 8 << 20;
  private static final long PEERS_LIMIT = 8 << 20;
  private static final int DISK_SCAN_MILLIS = 1000;
  private static final int DISK_PERCENT = 90;

  /** Kept, since the logging framework forgets the level of a logger that nobody holds. */
  private static final Logger AUDIT = Logger.getLogger("org.apache.activemq.audit");

  /** Warns of each queue without a dead-letter address: none is wanted here, nothing may move. */
  private static final Logger QUEUES = Logger.getLogger("org.apache.activemq.artemis.core.server");

  private final HostAndPort address;
  private final ActiveMQServer server;

  private Broker(HostAndPort address, ActiveMQServer server) {
    this.address = address;
    this.server = server;
  }

  /**
   * Starts it.
   *
   * @param journal directory of its journal
   * @param address where it listens
   * @param names queues of the service
   * @param onDiskError told when the journal cannot be written any more
   */
  static Broker start(
      Path journal, HostAndPort address, Addresses names, Consumer<String> onDiskError) {
    AUDIT.setLevel(Level.OFF); // several lines for each message, else
    QUEUES.setLevel(Level.SEVERE);
    refuseUsedPort(address);
    try {
      ActiveMQServer server = server(configuration(journal, address, names));
      server.registerIOCriticalErrorListener(
          (cause, message, file) -> onDiskError.accept(message + " (" + file + "): " + cause));
      server.start();
      Broker broker = new Broker(address, server);
      broker.checkStarted(journal);
      return broker;
    } catch (ConfigurationException e) {
      throw e;
    } catch (Exception e) { // as the broker declares it
      throw new ConfigurationException(
          "The broker at " + address + " with its journal in " + journal + " did not start: " + e,
          e);
    }
  }

  private static ActiveMQServer server(Configuration configuration) {
    // Nothing is ever paged. What is left for the pager's threads is to look whether a sender waits
    // for room, several times for each request: they would be woken for nothing.
    ServiceRegistry services = new ServiceRegistryImpl();
    services.setPageExecutorService(new CallersThread());
    return new ActiveMQServerImpl(configuration, null, null, null, services);
  }

  ActiveMQServer server() {
    return server;
  }

  HostAndPort address() {
    return address;
  }

  /** While true, the broker takes no more messages from the network. */
  boolean isDiskFull() {
    return server.getPagingManager().isDiskFull();
  }

  Queue queue(String name) {
    Queue queue = server.locateQueue(name);
    if (queue == null) {
      throw new IllegalStateException("The broker has no queue " + name);
    }
    return queue;
  }

  /** In one context, what is done later is not seen by others before all earlier is on disk. */
  OperationContext newContext() {
    return server.getStorageManager().newContext(server.getExecutorFactory().getExecutor());
  }

  static ActiveMQException failure(String sentence, Exception cause) {
    ActiveMQException failure = new ActiveMQException(sentence + ": " + cause);
    failure.initCause(cause);
    return failure;
  }

  /** Breaks every connection from outside, so that the others notice at once. */
  void disconnectAll() {
    for (var connection : server.getRemotingService().getConnections()) {
      connection.fail(new ActiveMQException("This instance has stopped."));
    }
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) { // as the broker declares it
      throw new IllegalStateException("The broker at " + address + " did not stop cleanly", e);
    }
  }

  private void checkStarted(Path journal) throws Exception {
    // An acceptor that cannot bind, or a journal that is locked, may be only a line in the log.
    boolean active = server.waitForActivation(10, TimeUnit.SECONDS);
    boolean listens =
        active
            && server.getRemotingService().getAcceptors().size() == 1
            && server.getRemotingService().getAcceptor("tcp").isStarted();
    if (!listens) {
      server.stop();
      throw new ConfigurationException(
          active
              ? "The broker cannot listen at " + address + "."
              : "The broker's journal in " + journal + " cannot be opened.");
    }
  }

  private static void refuseUsedPort(HostAndPort address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address.host(), address.port()));
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigurationException(
          "The broker's address " + address + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static Configuration configuration(Path journal, HostAndPort address, Addresses names)
      throws Exception {
    Configuration configuration =
        new ConfigurationImpl()
            .setName(names.log())
            .setPersistenceEnabled(true)
            .setSecurityEnabled(false)
            .setJMXManagementEnabled(false)
            .setCriticalAnalyzer(false)
            .setPersistIDCache(false)
            .setJournalDirectory(journal.resolve("journal").toString())
            .setBindingsDirectory(journal.resolve("bindings").toString())
            .setPagingDirectory(journal.resolve("paging").toString())
            .setLargeMessagesDirectory(journal.resolve("large").toString())
            .setJournalType(JournalType.NIO)
            .setJournalSyncNonTransactional(true)
            .setJournalSyncTransactional(true)
            .setJournalBufferTimeout_NIO(JOURNAL_TIMEOUT_NANOS)
            .setJournalBufferSize_NIO(JOURNAL_BUFFER)
            .setJournalFileSize(JOURNAL_FILE)
            .setJournalMinFiles(2)
            .setJournalPoolFiles(4)
            .setJournalLockAcquisitionTimeout(5000)
            .setGlobalMaxSize(-1)
            .setMaxDiskUsage(DISK_PERCENT)
            .setDiskScanPeriod(DISK_SCAN_MILLIS)
            .setMessageExpiryScanPeriod(-1)
            .setConnectionTtlCheckInterval(500)
            .setThreadPoolMaxSize(16)
            .setScheduledThreadPoolMaxSize(2);
    configuration.addAcceptorConfiguration(
        "tcp",
        "tcp://"
            + address
            + "?protocols=CORE,AMQP;useEpoll=false;useKQueue=false;remotingThreads=4;directDeliver=true"
            + ";amqpMinLargeMessageSize="
            + LARGE_MESSAGE);
    settings(names).forEach(configuration::addAddressSetting);
    for (String queue : List.of(names.log(), names.peers(), names.requests(), names.status())) {
      configuration.addQueueConfiguration(
          QueueConfiguration.of(queue)
              .setRoutingType(RoutingType.ANYCAST)
              .setDurable(queue.equals(names.log()))
              .setAutoDelete(false));
    }
    return configuration;
  }

  private static Map<String, AddressSettings> settings(Addresses names) {
    AddressSettings log =
        common()
            .setMaxSizeBytes(-1)
            .setAddressFullMessagePolicy(AddressFullMessagePolicy.BLOCK)
            .setNoExpiry(true);
    AddressSettings peers =
        common()
            .setMaxSizeBytes(PEERS_LIMIT)
            .setAddressFullMessagePolicy(AddressFullMessagePolicy.DROP);
    AddressSettings requests =
        common()
            .setMaxSizeBytes(REQUESTS_LIMIT)
            .setAddressFullMessagePolicy(AddressFullMessagePolicy.BLOCK);
    AddressSettings others =
        common()
            .setMaxSizeBytes(REPLY_LIMIT)
            .setAddressFullMessagePolicy(AddressFullMessagePolicy.DROP);
    return Map.of(names.log(), log, names.peers(), peers, names.requests(), requests, "#", others);
  }

  private static AddressSettings common() {
    return new AddressSettings()
        .setMaxDeliveryAttempts(-1)
        .setRedeliveryDelay(0)
        .setDefaultQueueRoutingType(RoutingType.ANYCAST)
        .setDefaultAddressRoutingType(RoutingType.ANYCAST)
        .setAutoCreateQueues(false);
  }
}
