package io.understudy.simulator;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Member;
import io.understudy.protocol.Purpose;
import io.understudy.protocol.Registration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The arbiter in memory: it may be away, and then nobody knows what came of a change. */
final class Arbiter {
  private final Cluster cluster;
  private final Map<String, Registration> registrations = new TreeMap<>();
  private final Configuration first;
  private Configuration record;
  private boolean lost;
  private int onTheWay;
  private int version;
  private boolean away;

  Arbiter(Cluster cluster, Configuration record) {
    this.cluster = cluster;
    this.first = record;
    this.record = record;
  }

  Configuration record() {
    return record;
  }

  void away(boolean now) {
    if (now != away) {
      cluster.witness().count(now ? "arbiter away" : "arbiter back");
    }
    away = now;
  }

  /** What is registered of each instance; addresses are names. */
  Map<String, Registration> registrations() {
    return Map.copyOf(registrations);
  }

  Purpose purpose(String instance) {
    return registrations.get(instance).purpose();
  }

  /** Everybody hears of it a little later. */
  void register(String instance, Registration registration) {
    registrations.put(instance, registration);
    cluster.tellRegistrations();
  }

  /** By the operator's hand. */
  void force(Member primary) {
    record = record.next(primary, 0, List.of());
    cluster.rules().onForced(record);
    version++;
    cluster.tellRecordChanged();
  }

  /** It is there, and has nothing any more: {@link #record} is what it had. */
  void lose() {
    lost = true;
    version++;
    cluster.tellRecordChanged();
  }

  /** What an operator finds who is to restore the record: the first one where there is none. */
  Configuration found() {
    return lost ? first : record;
  }

  /** It lost its last changes, or was restored from an old copy. */
  void restore(Configuration older) {
    record = older;
    lost = false;
    version++;
    cluster.tellRecordChanged();
  }

  void read(Process reader) {
    Timeline time = cluster.time();
    time.after(
        time.between(300, 3000),
        () -> {
          if (!away
              && cluster.reachesArbiter(reader.name())
              && cluster.hearsArbiter(reader.name())) {
            boolean missing = lost;
            Configuration read = record;
            int at = version;
            time.after(
                time.between(300, 3000),
                () ->
                    reader.post(
                        instance -> {
                          if (missing) {
                            instance.onRecordMissing(reader.now());
                          } else {
                            instance.onRecord(read, at, reader.now());
                          }
                        }));
          }
        });
  }

  /** Whether a change is on its way here: the record may be another in a moment. */
  boolean isAsked() {
    return onTheWay > 0;
  }

  void change(Process asker, Configuration asked, int onVersion) {
    Timeline time = cluster.time();
    onTheWay++;
    boolean late = time.chance(cluster.faults() ? 0.2 : 0);
    if (late) {
      // The session is lost with the change on its way: it may be done long after.
      cluster.witness().count("change done late");
      unknown(asker);
    }
    time.after(
        late ? time.between(3_000, 600_000) : time.between(300, 3000),
        () -> {
          onTheWay--;
          if (away || !cluster.reachesArbiter(asker.name())) {
            if (!late) {
              unknown(asker);
            }
            return;
          }
          boolean done = version == onVersion && !lost;
          if (done) {
            cluster.rules().checkChange(record, asked);
            record = asked;
            version++;
            cluster.witness().note(time.millis() + " record " + record);
            cluster.tellRecordChanged();
          }
          int at = version;
          if (late) {
            return;
          }
          if (!cluster.hearsArbiter(asker.name()) || time.chance(cluster.faults() ? 0.1 : 0)) {
            cluster.witness().count("change of unknown outcome");
            unknown(asker);
          } else {
            time.after(
                time.between(300, 3000),
                () ->
                    asker.post(
                        instance -> {
                          if (done) {
                            instance.onRecord(asked, at, asker.now());
                          } else {
                            instance.onRecordRefused(asker.now());
                          }
                        }));
          }
        });
  }

  private void unknown(Process asker) {
    Timeline time = cluster.time();
    time.after(
        time.between(5_000, 300_000),
        () -> asker.post(instance -> instance.onRecordUnknown(asker.now())));
  }
}
