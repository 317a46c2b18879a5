package io.understudy.arbiter;

import java.nio.file.Path;
import java.util.Properties;
import org.apache.zookeeper.server.embedded.ExitHandler;
import org.apache.zookeeper.server.embedded.ZooKeeperServerEmbedded;

/** A real ZooKeeper on a port of its own, which can be stopped and started again. */
final class EmbeddedZooKeeper implements AutoCloseable {
  private final Path directory;
  private ZooKeeperServerEmbedded server;
  private int port;

  EmbeddedZooKeeper(Path directory) throws Exception {
    this.directory = directory;
    start();
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  void start() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("clientPort", String.valueOf(port));
    properties.setProperty("clientPortAddress", "127.0.0.1");
    properties.setProperty("tickTime", "250");
    properties.setProperty("admin.enableServer", "false");
    properties.setProperty("maxClientCnxns", "0");
    server =
        ZooKeeperServerEmbedded.builder()
            .baseDir(directory)
            .configuration(properties)
            .exitHandler(ExitHandler.LOG_ONLY)
            .build();
    server.start(10_000);
    String[] parts = server.getConnectionString().split(":");
    port = Integer.parseInt(parts[parts.length - 1]);
  }

  @Override
  public void close() {
    server.close();
  }
}
