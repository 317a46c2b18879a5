package io.understudy.simulator;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Member;
import java.util.List;

/** The arbiter in memory: it may be away, and then nobody knows what came of a change. */
final class Arbiter {
  private final Cluster cluster;
  private Configuration record;
  private int version;
  private boolean away;

  Arbiter(Cluster cluster, Configuration record) {
    this.cluster = cluster;
    this.record = record;
  }

  Configuration record() {
    return record;
  }

  void away(boolean now) {
    away = now;
  }

  /** By the operator's hand. */
  void force(Member primary) {
    record = record.next(primary, 0, List.of());
    version++;
    cluster.tellRecordChanged();
  }

  void read(Machine.Process reader) {
    Timeline time = cluster.time();
    time.after(
        time.between(300, 3000),
        () -> {
          if (!away && cluster.reachesArbiter(reader.name())) {
            Configuration read = record;
            int at = version;
            time.after(
                time.between(300, 3000),
                () -> reader.post(instance -> instance.onRecord(read, at, time.moment())));
          }
        });
  }

  void change(Machine.Process asker, Configuration asked, int onVersion) {
    Timeline time = cluster.time();
    time.after(
        time.between(300, 3000),
        () -> {
          if (away || !cluster.reachesArbiter(asker.name())) {
            unknown(asker);
            return;
          }
          boolean done = version == onVersion;
          if (done) {
            record = asked;
            version++;
            cluster.witness().note(time.millis() + " record " + record);
            cluster.tellRecordChanged();
          }
          int at = version;
          if (time.chance(cluster.faults() ? 0.1 : 0)) {
            cluster.witness().count("change of unknown outcome");
            unknown(asker);
          } else {
            time.after(
                time.between(300, 3000),
                () ->
                    asker.post(
                        instance -> {
                          if (done) {
                            instance.onRecord(asked, at, time.moment());
                          } else {
                            instance.onRecordRefused(time.moment());
                          }
                        }));
          }
        });
  }

  private void unknown(Machine.Process asker) {
    Timeline time = cluster.time();
    time.after(
        time.between(5_000, 300_000),
        () -> asker.post(instance -> instance.onRecordUnknown(time.moment())));
  }
}
