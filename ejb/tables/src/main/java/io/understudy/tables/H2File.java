package io.understudy.tables;

import io.understudy.endpoint.WrongDatabaseException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;

/**
 * The file of an embedded H2 database.
 *
 * <p>H2 writes its tables and its undo logs one after another, while transactions go on. A process
 * that ends after such a write may come back with a part of a transaction: a table as it was after
 * the commit, another, or the undo log, as before it. An effect without the position that goes with
 * it is executed a second time. So the file is written only between transactions: H2's own thread,
 * which would write it and compact it twice a second, is put to sleep, and all that writes to the
 * database, and all that writes it to the file, is done on one thread.
 */
final class H2File {
  /** Milliseconds; a third of it, more than eight days, passes before H2 looks at its file. */
  private static final String SLEEP = "SET WRITE_DELAY " + Integer.MAX_VALUE;

  /** Percent of what is in the file that is not outdated; what is below it is written anew. */
  private static final int FILL_RATE = 60;

  private final MVStore store;

  private H2File(MVStore store) {
    this.store = store;
  }

  /**
   * @param connection H2's own, not what a pool has made of it
   * @throws WrongDatabaseException if it is another H2's
   */
  static H2File of(Connection connection) throws SQLException {
    if (!(connection instanceof JdbcConnection own)) {
      throw new WrongDatabaseException(
          "The database is opened by another H2 than the one in this archive, which alone can say when its file may be written: %s. Let the data source be io.understudy.web.H2DataSource."
              .formatted(connection.getClass().getName()));
    }
    SessionLocal session = (SessionLocal) own.getSession();
    return new H2File(session.getDatabase().getStore().getMvStore());
  }

  /** Nothing is written to the file from here on but by {@link #write}, or by who writes most. */
  static void sleep(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(SLEEP);
    }
  }

  /**
   * Has all that was committed before written to the file, soon. To be called on the thread of all
   * transactions that write, between two of them.
   */
  void write() {
    boolean begun = store.tryCommit() >= 0;
    if (!begun && store.hasUnsavedChanges()) {
      store.commit(); // a sync was under way
    }
  }

  /** Waits until what {@link #write} was about is on the disk; on any thread. */
  void sync() {
    if (store.getFileStore() != null) {
      store.executeFilestoreOperation(store::sync);
    }
  }

  /** Has a part of what is left in mostly outdated pieces of the file written anew, next time. */
  void compact() {
    store.compact(FILL_RATE, store.getAutoCommitMemory());
  }
}
