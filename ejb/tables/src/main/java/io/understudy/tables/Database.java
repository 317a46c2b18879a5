package io.understudy.tables;

import io.understudy.endpoint.WrongDatabaseException;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.eclipse.persistence.internal.sessions.AbstractSession;
import org.eclipse.persistence.sessions.UnitOfWork;

/** What differs between the databases known, and JPA does not hide. */
enum Database {
  /**
   * Does not sync its file at a commit, with whatever setting: only when told to, and that only
   * between transactions ({@link H2File}).
   *
   * <p>Of its own it gives the result of an earlier query once more where it believes that nothing
   * has changed since. That belief is wrong for a query that overlapped a commit (its issue 3894):
   * whoever asks next on the same connection reads what was there before, and a mutation that reads
   * so loses the one before it.
   */
  H2("H2") {
    @Override
    void prepare(Connection connection) throws SQLException {
      run(connection, "SET OPTIMIZE_REUSE_RESULTS 0");
      run(connection, "SET WRITE_DELAY " + Integer.MAX_VALUE);
    }

    @Override
    void refuseUnlessFit(Connection connection) {
      // all of Unicode, always
    }

    /** It is in this process: they end together. */
    @Override
    boolean mayLoseCommits() {
      return false;
    }

    @Override
    boolean mayTearCommits() {
      return true;
    }

    @Override
    void beginSync(Connection connection) throws SQLException {
      H2File.of(connection).write();
    }

    @Override
    void endSync(Connection connection) throws SQLException {
      H2File.of(connection).sync();
    }

    @Override
    void writeAhead(Connection connection) {
      H2File.of(connection).writeAhead();
    }

    @Override
    void compact(Connection connection) {
      H2File.of(connection).compact();
    }

    @Override
    void beginSnapshot(Connection connection) {
      execute(connection, "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SNAPSHOT");
    }

    @Override
    void endSnapshot(Connection connection) {
      execute(
          connection, "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED");
    }

    @Override
    String bytesOf(String text) {
      return "FUNCTION('STRINGTOUTF8', " + text + ")";
    }
  },

  /**
   * Syncs at a commit, unless it runs with {@code synchronous_commit=off}. A commit that is
   * synchronous and has written something brings all before it to the disk too.
   */
  POSTGRESQL("PostgreSQL") {
    @Override
    void prepare(Connection connection) {
      // nothing to be set
    }

    @Override
    void refuseUnlessFit(Connection connection) throws SQLException {
      String encoding = value(connection, "SHOW server_encoding");
      if (!encoding.equals("UTF8")) {
        throw new WrongDatabaseException(
            "The database %s has the encoding %s, which lacks most of Unicode. Give the instance one made with ENCODING 'UTF8'."
                .formatted(connection.getCatalog(), encoding));
      }
    }

    @Override
    boolean mayLoseCommits() {
      return true;
    }

    @Override
    boolean mayTearCommits() {
      return false;
    }

    @Override
    void beginSync(Connection connection) {
      // what is committed needs only be synced
    }

    @Override
    void writeAhead(Connection connection) {
      // writes when it likes
    }

    @Override
    void compact(Connection connection) {
      // does so itself
    }

    @Override
    void endSync(Connection connection) throws SQLException {
      run(connection, "SET LOCAL synchronous_commit TO local");
      run(connection, "SELECT pg_logical_emit_message(true, 'understudy', 'sync')");
    }

    @Override
    void beginSnapshot(Connection connection) {
      execute(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    }

    @Override
    void endSnapshot(Connection connection) {
      // with the transaction
    }

    @Override
    String bytesOf(String text) {
      return "FUNCTION('convert_to', " + text + ", 'UTF8')";
    }
  };

  /** Asked of the connection once: to ask for each query would begin a transaction for each. */
  private static volatile Database own;

  private final String product;

  Database(String product) {
    this.product = product;
  }

  /** To be called when this instance's is known, before anything is read or written. */
  static void know(Database database) {
    own = database;
  }

  static boolean ownMayLoseCommits() {
    Database known = own;
    return known == null || known.mayLoseCommits();
  }

  static boolean ownMayTearCommits() {
    Database known = own;
    return known == null || known.mayTearCommits();
  }

  /** The database behind the transaction under way. */
  static Database of(EntityManager entities) {
    return of(entities.unwrap(Connection.class));
  }

  static Database of(Connection connection) {
    try {
      String name = connection.getMetaData().getDatabaseProductName();
      for (Database known : values()) {
        if (known.product.equals(name)) {
          return known;
        }
      }
      throw new WrongDatabaseException(
          "The database is " + name + "; known are H2 and PostgreSQL, whose sync is understood.");
    } catch (SQLException e) {
      throw new IllegalStateException("The database does not say what it is.", e);
    }
  }

  /**
   * Begins to bring all that was committed before to the disk. Nothing else writes meanwhile, and
   * no transaction that has written is open.
   */
  final void beginSync(EntityManager entities) {
    try {
      beginSync(ownConnection(entities));
    } catch (SQLException e) {
      throw new IllegalStateException("The database could not be written.", e);
    }
  }

  /**
   * Has all on the disk that was committed before {@link #beginSync} when the transaction under way
   * has been committed.
   */
  final void endSync(EntityManager entities) {
    try {
      endSync(ownConnection(entities));
    } catch (SQLException e) {
      throw new IllegalStateException("The database could not be synced.", e);
    }
  }

  /**
   * Has what was committed before written to its files, if that is much. To be called at the
   * beginning of a transaction that will write.
   */
  final void writeAhead(EntityManager entities) {
    writeAhead(ownConnection(entities));
  }

  /**
   * Has a part of what is outdated in its files given back. Nothing else writes meanwhile, and no
   * transaction that has written is open.
   */
  final void compact(EntityManager entities) {
    compact(ownConnection(entities));
  }

  /** The database's own connection, out of what the server's pool has made of it. */
  private static Connection ownConnection(EntityManager entities) {
    AbstractSession session = (AbstractSession) entities.unwrap(UnitOfWork.class);
    return session.getServerPlatform().unwrapConnection(entities.unwrap(Connection.class));
  }

  /**
   * Sets for the whole database what must be so before anything is executed. Ends the connection's
   * transaction.
   */
  abstract void prepare(Connection connection) throws SQLException;

  /**
   * @throws WrongDatabaseException if it cannot hold all that another instance's can
   */
  abstract void refuseUnlessFit(Connection connection) throws SQLException;

  /** Whether it may lose what was committed while this process goes on. */
  abstract boolean mayLoseCommits();

  /**
   * Whether it may keep a part of a transaction when its process is killed: rows that were never
   * committed.
   */
  abstract boolean mayTearCommits();

  abstract void beginSync(Connection connection) throws SQLException;

  abstract void endSync(Connection connection) throws SQLException;

  abstract void writeAhead(Connection connection);

  abstract void compact(Connection connection);

  /**
   * Has all that the transaction under way reads from now on be as it is when it first reads. To be
   * called before it does.
   */
  abstract void beginSnapshot(Connection connection);

  /** To be called last in that transaction: the connection is used for others after it. */
  abstract void endSnapshot(Connection connection);

  private static void execute(Connection connection, String sql) {
    try {
      run(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException("The database gives no snapshot.", e);
    }
  }

  /** JPQL for the UTF-8 bytes of a text: their order is the same on every database (R10). */
  abstract String bytesOf(String text);

  private static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
