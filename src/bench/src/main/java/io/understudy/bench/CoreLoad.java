package io.understudy.bench;

import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import site.ycsb.DB;
import site.ycsb.DBException;
import site.ycsb.Workload;
import site.ycsb.WorkloadException;
import site.ycsb.measurements.Measurements;
import site.ycsb.workloads.CoreWorkload;

/** The public YCSB core workloads: records of ten fields of 100 bytes, drawn by a Zipfian law. */
final class CoreLoad {

  /** As the files of that name in the YCSB distribution say. */
  enum Mix {
    /** Update heavy: half reads, half updates. */
    A("updateproportion"),
    /** Half reads, half read-modify-writes. */
    F("readmodifywriteproportion");

    private final String writes;

    Mix(String writes) {
      this.writes = writes;
    }
  }

  private final Workload workload;
  private final LongAdder done = new LongAdder();

  CoreLoad(Mix mix, long records) {
    Properties properties = new Properties();
    properties.setProperty("recordcount", String.valueOf(records));
    properties.setProperty("operationcount", "0"); // the clock ends it
    properties.setProperty("readproportion", "0.5");
    properties.setProperty("updateproportion", "0");
    properties.setProperty(mix.writes, "0.5");
    properties.setProperty("scanproportion", "0");
    properties.setProperty("insertproportion", "0");
    properties.setProperty("requestdistribution", "zipfian");
    properties.setProperty("readallfields", "true");
    properties.setProperty("writeallfields", "true"); // what the store's put does
    Measurements.setProperties(properties); // read when the workload is made
    workload = new CoreWorkload();
    try {
      workload.init(properties);
    } catch (WorkloadException e) {
      throw new IllegalStateException(e); // the properties are those above
    }
  }

  /** Inserts records and returns when all are answered. */
  void insert(DB db, long records) throws DBException {
    for (long record = 0; record < records; record++) {
      if (!workload.doInsert(db, null)) {
        throw new DBException("Record " + record + " was refused.");
      }
      done.increment();
    }
    db.cleanup();
  }

  /**
   * Runs transactions, one after another in each of the threads, as long as the condition holds.
   */
  List<Worker> run(List<? extends DB> dbs, BooleanSupplier whileTrue) {
    return dbs.stream()
        .map(
            db ->
                Worker.start(
                    () -> {
                      while (whileTrue.getAsBoolean()) {
                        workload.doTransaction(db, null);
                        done.increment();
                      }
                    }))
        .toList();
  }

  /** Records inserted, or transactions done. */
  long done() {
    return done.sum();
  }
}
