package io.understudy.adapter;

import io.understudy.adapter.OperatorLog.Notice;
import io.understudy.arbiter.Arbiter;
import io.understudy.endpoint.InstanceEndpoint;
import io.understudy.endpoint.ServiceDescription;
import io.understudy.endpoint.WrongDatabaseException;
import io.understudy.protocol.Moment;
import io.understudy.protocol.instance.Instance;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.PeerMessage;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.wire.Wire;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.ActiveMQException;

/**
 * An instance at work, from the activation of its endpoint to the deactivation: puts its parts
 * together, and takes them apart in order.
 */
final class InstanceServer implements Intake.Target {
  private static final long END_MILLIS = 10_000;
  private static final long DISK_CHECK_MILLIS = 1000;

  private final InstanceConfiguration configuration;
  private final Broker broker;
  private final OperatorLog log;
  private final Counters counters;
  private final EndpointSource endpoints;
  private final InstanceLoop loop;
  private final Arbiter arbiter;
  private final Peers peers;
  private final RecordKeeper records;
  private final ExecutionNote note;
  private final CommittedNote committed;
  private final DiskReserve reserve;
  private final Database database;
  private final IntentionLogQueue intentionLog;
  private final LocalPost statusPost;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final QueueReader inbox;
  private Moment diskChecked;
  private boolean begun;
  private volatile boolean stopping;
  private volatile String failure = "";

  InstanceServer(
      InstanceConfiguration configuration,
      Broker broker,
      MessageEndpointFactory factory,
      Workers workers,
      TransactionSynchronizationRegistry registry,
      Counters counters,
      OperatorLog log) {
    this.configuration = configuration;
    this.reserve = DiskReserve.keep(configuration.data());
    this.broker = broker;
    this.log = log;
    this.counters = counters;
    this.endpoints = new EndpointSource(factory, log);
    this.loop = new InstanceLoop(this::tick, this::fail);
    Mailbox events = loop.control();
    this.arbiter = Arbiter.connect(configuration.arbiter(), configuration.service());
    this.peers =
        new Peers(
            configuration.instance(),
            configuration.addresses(),
            events,
            workers,
            log,
            2L * configuration.settings().maxPendingBytes());
    this.records = new RecordKeeper(configuration, arbiter, peers, events, log);
    this.note = ExecutionNote.open(configuration.data().resolve("executing"));
    this.committed = CommittedNote.open(configuration.data().resolve("committed"));
    this.database =
        new Database(configuration, endpoints, workers, registry, events, note, log, this::fail);
    this.intentionLog =
        new IntentionLogQueue(
            broker,
            configuration.addresses().log(),
            events::hasRoom,
            (message, handle, bytes) ->
                events.put((instance, now) -> instance.onLogged(message, handle, now), bytes),
            cause -> fail(new IllegalStateException(cause)));
    this.inbox = peerInbox();
    this.statusPost = new LocalPost(broker, configuration.addresses());
    workers.start("understudy-instance-" + configuration.instance(), this::live);
  }

  /** The whole life, on the loop's thread. */
  private void live() {
    try {
      ServiceDescription service = describe();
      if (service == null) {
        return;
      }
      refuseAnother(service);
      refuseFuzzyCopyOf(service);
      if (!begin()) {
        return;
      }
      Surroundings surroundings =
          new Surroundings(
              new LocalPost(broker, configuration.addresses()),
              intentionLog,
              peers,
              records,
              database,
              note,
              committed,
              why -> fail(new IllegalStateException(why)),
              loop.control(),
              counters,
              log);
      Instance instance =
          new Instance(
              configuration.instance(),
              configuration.settings(),
              service.mutations(),
              new SecureRandom()::nextLong,
              surroundings);
      instance.onInterrupted(note.entry(), note.failures());
      instance.onNoted(committed.ssn(), committed.isWhole());
      loop.drive(instance);
      inbox.open();
      intentionLog.open();
      records.start();
      log.notice(
          Notice.STARTED,
          "Service "
              + service.name()
              + ", version "
              + service.version()
              + ", at "
              + configuration.address()
              + " with its data in "
              + configuration.data()
              + ".");
      loop.run();
    } catch (ActiveMQException | RuntimeException e) {
      fail(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(e);
    } finally {
      ended.countDown();
    }
  }

  private QueueReader peerInbox() {
    Mailbox events = loop.control();
    Inbox sink =
        new Inbox(
            "another instance",
            events::hasRoom,
            body -> {
              PeerMessage message = Wire.decodePeer(body);
              events.put((instance, now) -> instance.onMessage(message, now), body.length);
            },
            log);
    return new QueueReader(broker, configuration.addresses().peers(), sink);
  }

  /** False if it was stopped before the application was there. */
  private synchronized boolean begin() {
    begun = !stopping;
    return begun;
  }

  /** Another service's application would make something else of the same entries. */
  private void refuseAnother(ServiceDescription service) {
    if (!service.name().equals(configuration.service())) {
      throw new ConfigurationException(
          "The application deployed here is the service %s, and this is an instance of the service %s: deploy that one, or name the other (understudy.service)."
              .formatted(service.name(), configuration.service()));
    }
  }

  /** What was read of one object says nothing of what an entry has done to another. */
  private void refuseFuzzyCopyOf(ServiceDescription service) {
    if (configuration.settings().fuzzyCopy() == 1 && !service.several().isEmpty()) {
      throw new ConfigurationException(
          "understudy.fuzzy-copy is 1, and the service %s has operations that may touch several objects: %s. A fuzzy copy would be wrong. Take the setting away, or have each say by @Touches which one object it touches."
              .formatted(service.name(), String.join(", ", service.several())));
    }
  }

  /** What the application says of itself; null if stopped before it was there. */
  private ServiceDescription describe() throws InterruptedException {
    MessageEndpoint endpoint = endpoints.create();
    if (endpoint == null) {
      return null;
    }
    try {
      return ((InstanceEndpoint) endpoint).describe();
    } finally {
      endpoint.release();
    }
  }

  @Override
  public boolean hasRoom(Runnable whenRoom) {
    return loop.clients().hasRoom(whenRoom);
  }

  @Override
  public boolean hasRoomForWords(Runnable whenRoom) {
    return loop.control().hasRoom(whenRoom);
  }

  @Override
  public void take(ClientMessage message, int bytes) {
    if (message instanceof ClientMessage.StatusQuery query) {
      status(query);
    } else if (message instanceof ClientMessage.Switchover
        || message instanceof ClientMessage.Reject) {
      // Not behind the requests, which wait while one is in progress.
      loop.control().tell((instance, now) -> instance.onClient(message, now));
    } else {
      loop.clients().put((instance, now) -> instance.onClient(message, now), bytes);
    }
  }

  private void status(ClientMessage.StatusQuery query) {
    if (!failure.isEmpty() || stopping) {
      answer(query, Map.of("role", "STOPPED", "reason", failure));
    } else {
      loop.control().tell((instance, now) -> answer(query, instance.status(now)));
    }
  }

  private synchronized void answer(ClientMessage.StatusQuery query, Map<String, String> said) {
    Map<String, String> values = new StatusReport(configuration, counters).values();
    values.putAll(said);
    values.put("arbiter.connected", Boolean.toString(arbiter.isConnected()));
    values.put("log.messages", Integer.toString(intentionLog.size()));
    peers
        .connected()
        .forEach((peer, up) -> values.put("peer." + peer, up ? "connected" : "disconnected"));
    try {
      // A queue that is gone by now has nobody who waits.
      statusPost.reply(query.replyTo(), Wire.encode(new ServerMessage.Status(values)));
    } catch (ActiveMQException e) {
      log.notice(Notice.CLIENT_DROPPED, "No status reaches " + query.replyTo() + ": " + e);
    }
  }

  private void tick(Moment now) {
    records.onTick(now);
    if (diskChecked == null || now.since(diskChecked) >= DISK_CHECK_MILLIS) {
      diskChecked = now;
      if (broker.isDiskFull()) {
        String cause =
            "The disk of " + configuration.data() + " is over 90% full: the broker takes nothing.";
        log.notice(Notice.DISK_FULL, cause);
        // It hears no acks either: it would take its backups for lost, one after the other.
        fail(new IllegalStateException(cause + " Make room and start the server again."));
      }
    }
  }

  /** The journal cannot be written any more. */
  void onDiskError(String cause) {
    fail(new IllegalStateException("The broker's journal cannot be written: " + cause));
  }

  /** It cannot go on: everyone connected notices at once, and only its status is still answered. */
  private void fail(Throwable cause) {
    synchronized (this) {
      if (stopping || !failure.isEmpty()) {
        return;
      }
      boolean speaks =
          cause instanceof IllegalStateException || cause instanceof WrongDatabaseException;
      String sentence = speaks ? cause.getMessage() : null;
      failure = sentence == null || sentence.isEmpty() ? cause.toString() : sentence;
    }
    reserve.use();
    log.notice(Notice.FAILED, "This instance has stopped: " + failure, cause);
    loop.stop();
    peers.shut();
    try {
      broker.disconnectAll(); // before anything that may wait for a database that is lost
    } finally {
      database.close();
    }
  }

  private void closeQueues() {
    inbox.close();
    try {
      intentionLog.close();
    } catch (ActiveMQException e) {
      log.notice(Notice.FAILED, "The intention log was not closed: " + e, e);
    }
  }

  /** Ends everything in order: nothing comes in, nothing is begun, what is under way ends. */
  void stop() throws InterruptedException {
    boolean lives;
    synchronized (this) {
      stopping = true;
      lives = begun;
    }
    endpoints.close();
    loop.stop();
    records.close();
    database.close();
    database.awaitEnd();
    // One that has not begun waits inside the container for an application that will never be
    // there.
    if (lives && !ended.await(END_MILLIS, TimeUnit.MILLISECONDS)) {
      log.notice(Notice.FAILED, "The instance's thread has not ended in time.");
    }
    peers.shut();
    closeQueues();
    arbiter.close();
    log.notice(Notice.STOPPED, "Stopped.");
  }
}
