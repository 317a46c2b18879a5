package io.understudy.pair;

import io.understudy.boot.server.UserDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A PostgreSQL server on loopback that asks for passwords and syncs late: what is committed without
 * more stays in its memory for up to ten seconds, and is lost when it crashes.
 */
final class Postgres implements AutoCloseable {
  /** All that a configuration may take for something else. */
  static final String PASSWORD = "s$e{c}r\\e:t =#${x}ü";

  private static final String USER = "under study";

  private final Path data;
  private EmbeddedPostgres server;
  private boolean secured;

  Postgres(Path directory) throws IOException, SQLException {
    data = directory.resolve("postgres");
    server = started(0);
    sql("postgres", "CREATE USER \"" + USER + "\" SUPERUSER PASSWORD '" + PASSWORD + "'");
    Files.writeString(data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
    sql("postgres", "SELECT pg_reload_conf()");
    secured = true;
  }

  private EmbeddedPostgres started(int port) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("synchronous_commit", "off")
            .setServerConfig("wal_writer_delay", "10s");
    return (port == 0 ? builder : builder.setPort(port)).start();
  }

  /** A new database for an instance. */
  UserDatabase create(String name, String options) throws SQLException {
    sql("postgres", "CREATE DATABASE " + name + " TEMPLATE template0 " + options);
    return database(name, PASSWORD);
  }

  UserDatabase database(String name, String password) {
    return new UserDatabase(
        "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + name, USER, password);
  }

  void sql(String database, String statement) throws SQLException {
    try (Connection connection = connect(database);
        Statement one = connection.createStatement()) {
      one.execute(statement);
    }
  }

  Connection connect(String database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", secured ? USER : "postgres");
    properties.setProperty("password", PASSWORD);
    return DriverManager.getConnection(database(database, PASSWORD).url(), properties);
  }

  /** As a crash of the server would: its memory is gone, and its connections are broken. */
  void crash() throws IOException {
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
    List<ProcessHandle> all =
        Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(each -> each.onExit().join());
  }

  /** After a crash. */
  void restart() throws IOException, SQLException {
    int port = server.getPort();
    server.close(); // what is left of it holds a lock on the directory
    Path access = data.resolve("pg_hba.conf");
    String secure = Files.readString(access);
    // whether it has started is asked without a password
    Files.writeString(access, "host postgres postgres 127.0.0.1/32 trust\n" + secure);
    server = started(port);
    Files.writeString(access, secure);
    sql("postgres", "SELECT pg_reload_conf()");
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
