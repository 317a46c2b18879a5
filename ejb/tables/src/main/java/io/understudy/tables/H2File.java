package io.understudy.tables;

import io.understudy.endpoint.WrongDatabaseException;
import java.sql.Connection;
import java.util.concurrent.TimeUnit;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;

/**
 * The file of an embedded H2 database.
 *
 * <p>H2 writes its tables and its undo logs one after another, while transactions go on. A process
 * that ends after such a write may come back with a part of a transaction: a table as it was after
 * the commit, another, or the undo log, as before it. An effect without the position that goes with
 * it is executed a second time. So the file is written by the thread of all transactions that
 * write: H2's own thread, which would write and compact it twice a second, is put to sleep. With
 * three quarters of what may be unsaved, H2 writes at the end of any transaction that is rolled
 * back, as queries are; so it is written before it comes to that.
 */
final class H2File {
  /**
   * Milliseconds, as connections ask for too. H2's thread looks at the file after a third of that,
   * more than eight days; it is made to begin anew once a day.
   */
  private static final int SLEEP = Integer.MAX_VALUE;

  private static volatile long asleepSince = -1;

  /** Percent of what is in the file that is not outdated; below it some is written anew. */
  private static final int FILL_RATE = 60;

  /** What is written anew at a time is such a part of what may be unsaved. */
  private static final int PART = 4;

  private final MVStore store;

  private H2File(MVStore store) {
    this.store = store;
  }

  /**
   * @param connection H2's own, not what a pool has made of it
   * @throws WrongDatabaseException if it is another H2's
   */
  static H2File of(Connection connection) {
    if (!(connection instanceof JdbcConnection own)) {
      throw new WrongDatabaseException(
          "The database is opened by another H2 than the one in this archive, which alone can say when its file may be written: %s. Let the data source be io.understudy.web.H2DataSource."
              .formatted(connection.getClass().getName()));
    }
    SessionLocal session = (SessionLocal) own.getSession();
    return new H2File(session.getDatabase().getStore().getMvStore());
  }

  /**
   * Has all that was committed before written to the file, soon. To be called on the thread of all
   * transactions that write, between two of them.
   */
  void write() {
    keepAsleep();
    boolean begun = store.tryCommit() >= 0;
    if (!begun && store.hasUnsavedChanges()) {
      store.commit(); // a sync was under way
    }
  }

  /** As {@link #write}, if half of what may be unsaved is. */
  void writeAhead() {
    if (2L * store.getUnsavedMemory() > store.getAutoCommitMemory()) {
      write();
    }
  }

  private void keepAsleep() {
    long day = TimeUnit.MILLISECONDS.toDays(System.currentTimeMillis());
    if (day != asleepSince || store.getAutoCommitDelay() != SLEEP) {
      store.setAutoCommitDelay(SLEEP - 1); // another value has it begin anew
      store.setAutoCommitDelay(SLEEP);
      asleepSince = day;
    }
  }

  /**
   * Has a part of what is left in mostly outdated pieces of the file written anew. To be called as
   * {@link #write}, since H2 may write the file meanwhile.
   */
  void compact() {
    store.compact(FILL_RATE, store.getAutoCommitMemory() / PART);
  }

  /** Waits until what {@link #write} was about is on the disk; on any thread. */
  void sync() {
    if (store.getFileStore() != null) {
      store.executeFilestoreOperation(() -> {}); // returns when all that was begun is written
      store.sync();
    }
  }
}
