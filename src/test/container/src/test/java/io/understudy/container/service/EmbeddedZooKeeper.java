package io.understudy.container.service;

import java.nio.file.Path;
import java.util.Properties;
import org.apache.zookeeper.server.embedded.ExitHandler;
import org.apache.zookeeper.server.embedded.ZooKeeperServerEmbedded;

/** A real ZooKeeper on a port of its own. */
final class EmbeddedZooKeeper implements AutoCloseable {
  private static final long START_MILLIS = 10_000;

  private final ZooKeeperServerEmbedded server;
  private final String address;

  EmbeddedZooKeeper(Path directory) throws Exception {
    Properties properties = new Properties();
    properties.setProperty("clientPort", "0");
    properties.setProperty("clientPortAddress", "127.0.0.1");
    properties.setProperty("tickTime", "250");
    properties.setProperty("admin.enableServer", "false");
    server =
        ZooKeeperServerEmbedded.builder()
            .baseDir(directory)
            .configuration(properties)
            .exitHandler(ExitHandler.LOG_ONLY)
            .build();
    server.start(START_MILLIS);
    String connection = server.getConnectionString();
    address = "127.0.0.1" + connection.substring(connection.lastIndexOf(':'));
  }

  String address() {
    return address;
  }

  @Override
  public void close() {
    server.close();
  }
}
