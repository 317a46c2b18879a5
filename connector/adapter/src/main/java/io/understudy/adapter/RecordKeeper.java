package io.understudy.adapter;

import io.understudy.adapter.OperatorLog.Notice;
import io.understudy.arbiter.Arbiter;
import io.understudy.arbiter.ArbiterWatch;
import io.understudy.arbiter.Change;
import io.understudy.arbiter.VersionedRecord;
import io.understudy.protocol.Configuration;
import io.understudy.protocol.Moment;
import io.understudy.protocol.Registration;
import io.understudy.protocol.instance.Instance;
import io.understudy.protocol.instance.Report;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Speaks with the arbiter for an instance: reads that fail are tried again, so that a word of the
 * watch is not lost; changes are asked for once, since only the instance knows what a retry means.
 * All but the watch runs on the loop's thread.
 */
final class RecordKeeper implements ArbiterWatch {
  private static final int RETRY_MILLIS = 200;

  private final InstanceConfiguration configuration;
  private final Arbiter arbiter;
  private final Peers peers;
  private final Mailbox events;
  private final OperatorLog log;
  private final Asking record = new Asking();
  private final Asking registrations = new Asking();
  private final Asking registration = new Asking();
  private final Map<String, Registration> known = new TreeMap<>();
  private final Set<String> senseless = new HashSet<>();
  private Optional<Configuration> heard = Optional.empty();
  private boolean away;
  private boolean missing;

  /** One question that may be asked again while its answer is awaited. */
  private static final class Asking {
    boolean asked;
    boolean again;
    Moment retryFrom;
  }

  RecordKeeper(
      InstanceConfiguration configuration,
      Arbiter arbiter,
      Peers peers,
      Mailbox events,
      OperatorLog log) {
    this.configuration = configuration;
    this.arbiter = arbiter;
    this.peers = peers;
    this.events = events;
    this.log = log;
  }

  /** Says where this instance is, and asks who else there is. */
  void start() {
    arbiter.watch(this);
    register();
    readRegistrations();
  }

  void onTick(Moment now) {
    if (isDue(record, now)) {
      readRecord();
    }
    if (isDue(registrations, now)) {
      readRegistrations();
    }
    if (isDue(registration, now)) {
      register();
    }
  }

  void readRecord() {
    if (begins(record)) {
      arbiter
          .read()
          .whenComplete(
              (read, failure) ->
                  events.tell(
                      (instance, now) -> {
                        boolean again = ends(record, failure, now);
                        if (failure == null && read.isEmpty()) {
                          noticeMissing();
                          instance.onRecordMissing(now);
                        } else if (failure == null) {
                          missing = false;
                          hear(read.orElseThrow(), instance, now);
                        }
                        if (again) {
                          readRecord();
                        }
                      }));
    }
  }

  void changeRecord(Configuration asked, int onVersion) {
    arbiter
        .compareAndSet(asked, onVersion)
        .thenAccept(
            change ->
                events.tell(
                    (instance, now) -> {
                      if (change instanceof Change.Done done) {
                        hear(new VersionedRecord(asked, done.version()), instance, now);
                      } else if (change instanceof Change.Refused) {
                        instance.onRecordRefused(now);
                      } else {
                        instance.onRecordUnknown(now);
                      }
                    }));
  }

  boolean isConnected() {
    return arbiter.isConnected();
  }

  void close() {
    arbiter.watch(ArbiterWatch.NONE);
  }

  @Override
  public void onRecordChanged() {
    events.tell((instance, now) -> instance.onRecordChanged(now));
  }

  @Override
  public void onRegistrationsChanged() {
    events.tell((instance, now) -> readRegistrations());
  }

  @Override
  public void onConnection(boolean connected) {
    events.tell((instance, now) -> present(connected));
  }

  private void hear(VersionedRecord found, Instance instance, Moment now) {
    heard = Optional.of(found.configuration());
    peers.update(known, this::isMember);
    instance.onRecord(found.configuration(), found.version(), now);
  }

  private boolean isMember(String instance) {
    return heard.flatMap(read -> read.member(instance)).isPresent();
  }

  private void readRegistrations() {
    if (begins(registrations)) {
      arbiter
          .registrations(this::noticeSenseless)
          .whenComplete(
              (found, failure) ->
                  events.tell(
                      (instance, now) -> {
                        boolean again = ends(registrations, failure, now);
                        if (failure == null) {
                          keep(found);
                          instance.onRegistrations(Map.copyOf(known), now);
                        }
                        if (again) {
                          readRegistrations();
                        }
                      }));
    }
  }

  /** Once each: they are read again whenever one changes. From any thread. */
  private void noticeSenseless(String sentence) {
    events.tell(
        (instance, now) -> {
          if (senseless.add(sentence)) {
            log.notice(Notice.SENSELESS_REGISTRATION, sentence + " It is skipped.");
          }
        });
  }

  /** One that is removed stays registered as such: what is missing the arbiter has lost. */
  private void keep(Map<String, Registration> found) {
    known.putAll(found);
    peers.update(known, this::isMember);
    if (!found.containsKey(configuration.instance())) {
      register();
    }
  }

  private void register() {
    if (begins(registration)) {
      arbiter
          .register(configuration.instance(), configuration.registration())
          .whenComplete(
              (done, failure) -> events.tell((instance, now) -> ends(registration, failure, now)));
    }
  }

  /** Whether to ask now: not while an answer is awaited that may be older than the question. */
  private static boolean begins(Asking asking) {
    if (asking.asked) {
      asking.again = true;
      return false;
    }
    asking.asked = true;
    asking.again = false;
    asking.retryFrom = null;
    return true;
  }

  /** Whether it was asked again meanwhile, and is to be asked at once. */
  private boolean ends(Asking asking, Throwable failure, Moment now) {
    asking.asked = false;
    if (failure != null) {
      asking.retryFrom = now;
      present(false);
      return false;
    }
    present(true);
    return asking.again;
  }

  private static boolean isDue(Asking asking, Moment now) {
    return asking.retryFrom != null && now.since(asking.retryFrom) >= RETRY_MILLIS;
  }

  private void present(boolean connected) {
    if (away == connected) {
      away = !connected;
      if (away) {
        log.report(
            new Report(
                Report.Kind.ARBITER_UNREACHABLE,
                "The arbiter at "
                    + arbiter.address()
                    + " does not answer; roles cannot change until it does."));
      } else {
        log.notice(Notice.ARBITER_BACK, "The arbiter at " + arbiter.address() + " answers again.");
      }
    }
  }

  private void noticeMissing() {
    if (!missing) {
      missing = true;
      log.notice(
          Notice.NO_RECORD,
          "The arbiter at "
              + arbiter.address()
              + " has no record of service "
              + configuration.service()
              + ".");
    }
  }
}
