package io.understudy.arbiter;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Registration;
import io.understudy.wire.Wire;
import io.understudy.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.curator.RetryPolicy;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.CuratorEvent;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.utils.ThreadUtils;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.client.ZKClientConfig;

/**
 * The arbiter of one service. Nothing here blocks but {@link #awaitConnected} and {@link #close};
 * answers come on a thread of the arbiter's client, which they must not hold up. While the arbiter
 * is away, reads fail and changes are unknown after at most a few seconds; the connection is sought
 * again for ever.
 */
public final class Arbiter implements AutoCloseable {
  /** How long the ensemble keeps the session of a silent client; also bounds each answer. */
  static final int SESSION_MILLIS = 2000;

  private static final int CONNECTION_MILLIS = 1000;

  /**
   * A compare-and-set that is sent twice could be refused because of its own first sending. So
   * nothing is retried here: whoever asked knows what a retry means.
   */
  private static final RetryPolicy NEVER = (count, elapsed, sleeper) -> false;

  private final String address;
  private final String service;
  private final CuratorFramework curator;
  private volatile ArbiterWatch watch = ArbiterWatch.NONE;

  private Arbiter(String address, String service) {
    this.address = address;
    this.service = service;
    this.curator =
        CuratorFrameworkFactory.builder()
            .connectString(address)
            .sessionTimeoutMs(SESSION_MILLIS)
            .connectionTimeoutMs(CONNECTION_MILLIS)
            .retryPolicy(NEVER)
            .ensembleTracker(false)
            .zkClientConfig(withoutSasl())
            .threadFactory(ThreadUtils.newThreadFactory("understudy-arbiter-" + service))
            .build();
  }

  /** Else the login configuration of an application server is taken for one of this client. */
  private static ZKClientConfig withoutSasl() {
    ZKClientConfig config = new ZKClientConfig();
    config.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
    return config;
  }

  /**
   * Begins to connect.
   *
   * @param address host:port of the ensemble's servers, separated by commas
   * @param service name of the service
   */
  public static Arbiter connect(String address, String service) {
    Arbiter arbiter = new Arbiter(address, service);
    arbiter.curator.getConnectionStateListenable().addListener((c, state) -> arbiter.moved(state));
    arbiter.curator.start();
    return arbiter;
  }

  /**
   * Waits until the ensemble has answered.
   *
   * @throws ArbiterException if it has not in time; the connection is sought further all the same
   */
  public void awaitConnected(long millis) throws InterruptedException {
    if (!curator.blockUntilConnected((int) millis, TimeUnit.MILLISECONDS)) {
      throw new ArbiterException(
          "The arbiter at " + address + " did not answer within " + millis + " ms.", null);
    }
  }

  public boolean isConnected() {
    return curator.getZookeeperClient().isConnected();
  }

  /** Host:port of the ensemble's servers, as it was given. */
  public String address() {
    return address;
  }

  /** Who is told of changes from now on; a change made before is not told. */
  public void watch(ArbiterWatch newWatch) {
    watch = newWatch;
    if (isConnected()) {
      addWatch();
    }
  }

  /** Reads the record after a sync; empty if the service has none. */
  public CompletableFuture<Optional<VersionedRecord>> read() {
    return sync()
        .thenCompose(
            synced ->
                ask(
                    "read the record",
                    callback -> curator.getData().inBackground(callback::take).forPath(record())))
        .thenApply(
            event -> {
              if (event.getResultCode() == Code.NONODE.intValue()) {
                return Optional.empty();
              }
              check("read the record", event);
              return Optional.of(
                  new VersionedRecord(decode(event.getData()), event.getStat().getVersion()));
            });
  }

  /** Changes the record if it still has this version; never completes exceptionally. */
  public CompletableFuture<Change> compareAndSet(Configuration asked, int onVersion) {
    byte[] data = Wire.encode(asked);
    return ask(
            "change the record",
            callback ->
                curator
                    .setData()
                    .withVersion(onVersion)
                    .inBackground(callback::take)
                    .forPath(record(), data))
        .thenApply(Arbiter::outcome)
        .exceptionally(failure -> new Change.Unknown(String.valueOf(failure.getMessage())));
  }

  /**
   * Makes the first record of a new service.
   *
   * @return false if there is one already, which stays as it is
   */
  public CompletableFuture<Boolean> found(Configuration first) {
    byte[] data = Wire.encode(first);
    return ask(
            "make the record",
            callback ->
                curator
                    .create()
                    .creatingParentsIfNeeded()
                    .inBackground(callback::take)
                    .forPath(record(), data))
        .thenApply(
            event -> {
              if (event.getResultCode() == Code.NODEEXISTS.intValue()) {
                return false;
              }
              check("make the record", event);
              return true;
            });
  }

  /** Says where an instance is, and what for; the newest word stays, also when it is gone. */
  public CompletableFuture<Void> register(String instance, Registration registration) {
    byte[] data = registration.text().getBytes(StandardCharsets.UTF_8);
    return ask(
            "register an instance",
            callback ->
                curator
                    .create()
                    .orSetData()
                    .creatingParentsIfNeeded()
                    .inBackground(callback::take)
                    .forPath(instances() + "/" + instance, data))
        .thenAccept(event -> check("register an instance", event));
  }

  /**
   * What is registered of each instance that ever was, by name. One that makes no sense is left
   * out, so that the others are known all the same.
   *
   * @param senseless told each of those, in a sentence
   */
  public CompletableFuture<Map<String, Registration>> registrations(Consumer<String> senseless) {
    return sync()
        .thenCompose(
            synced ->
                ask(
                    "list the instances",
                    callback ->
                        curator.getChildren().inBackground(callback::take).forPath(instances())))
        .thenCompose(
            event -> {
              if (event.getResultCode() == Code.NONODE.intValue()) {
                return CompletableFuture.completedFuture(Map.of());
              }
              check("list the instances", event);
              return registrationsOf(event.getChildren(), senseless);
            });
  }

  @Override
  public void close() {
    watch = ArbiterWatch.NONE;
    curator.close();
  }

  private CompletableFuture<Map<String, Registration>> registrationsOf(
      List<String> names, Consumer<String> senseless) {
    CompletableFuture<Map<String, Registration>> all =
        CompletableFuture.completedFuture(new TreeMap<>());
    for (String name : names) {
      CompletableFuture<CuratorEvent> one =
          ask(
              "read a registration",
              callback ->
                  curator.getData().inBackground(callback::take).forPath(instances() + "/" + name));
      all =
          all.thenCombine(
              one,
              (registrations, event) -> {
                check("read the registration of " + name, event);
                registration(name, event.getData(), senseless)
                    .ifPresent(registration -> registrations.put(name, registration));
                return registrations;
              });
    }
    return all;
  }

  private Optional<Registration> registration(
      String name, byte[] data, Consumer<String> senseless) {
    String text = data == null ? "" : new String(data, StandardCharsets.UTF_8);
    try {
      return Optional.of(Registration.parse(text));
    } catch (IllegalArgumentException e) {
      senseless.accept(
          "The arbiter at %s has \"%s\" for instance %s of service %s, which makes no sense: %s"
              .formatted(address, text, name, service, e.getMessage()));
      return Optional.empty();
    }
  }

  /** What is read after this on the same session is no older than when it was asked for. */
  private CompletableFuture<CuratorEvent> sync() {
    return ask("sync", callback -> curator.sync().inBackground(callback::take).forPath(record()))
        .thenApply(
            event -> {
              check("sync", event);
              return event;
            });
  }

  private CompletableFuture<CuratorEvent> ask(String what, Answer.Question question) {
    return Answer.to(question, failure -> new ArbiterException(sentence(what), failure));
  }

  private static Change outcome(CuratorEvent event) {
    Code code = Code.get(event.getResultCode());
    if (code == Code.OK) {
      return new Change.Done(event.getStat().getVersion());
    }
    // A missing record is as good as another version: nothing was and nothing can be changed.
    if (code == Code.BADVERSION || code == Code.NONODE) {
      return new Change.Refused();
    }
    return new Change.Unknown(String.valueOf(code));
  }

  private void check(String what, CuratorEvent event) {
    Code code = Code.get(event.getResultCode());
    if (code != Code.OK) {
      throw new ArbiterException(sentence(what) + ": " + code, null);
    }
  }

  private String sentence(String what) {
    return "The arbiter at " + address + " did not " + what + " of service " + service;
  }

  private Configuration decode(byte[] data) {
    try {
      return Wire.decodeConfiguration(data);
    } catch (WireException e) {
      throw new ArbiterException(
          "The record of service " + service + " at the arbiter " + address + " is unreadable", e);
    }
  }

  private void moved(ConnectionState state) {
    if (state.isConnected()) {
      addWatch();
    }
    ArbiterWatch told = watch;
    told.onConnection(state.isConnected());
    if (state.isConnected()) {
      // What changed while it was away was not told.
      told.onRecordChanged();
      told.onRegistrationsChanged();
    }
  }

  /** Again at each connection: a new session knows nothing of it, an old one takes it as one. */
  private void addWatch() {
    ask(
            "watch the record",
            callback ->
                curator
                    .watchers()
                    .add()
                    .withMode(AddWatchMode.PERSISTENT_RECURSIVE)
                    .inBackground(callback::take)
                    .usingWatcher((Watcher) this::seen)
                    .forPath(root()))
        .thenAccept(event -> check("watch the record", event))
        .exceptionally(
            failure -> {
              // The connection broke again: the next one asks anew.
              watch.onConnection(false);
              return null;
            });
  }

  private void seen(WatchedEvent event) {
    String path = event.getPath();
    if (path == null) {
      return;
    }
    if (path.equals(record())) {
      watch.onRecordChanged();
    } else if (path.startsWith(instances())) {
      watch.onRegistrationsChanged();
    }
  }

  private String root() {
    return "/understudy/" + service;
  }

  private String record() {
    return root() + "/record";
  }

  private String instances() {
    return root() + "/instances";
  }
}
