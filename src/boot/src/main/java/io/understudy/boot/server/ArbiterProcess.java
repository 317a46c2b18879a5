package io.understudy.boot.server;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Logger;
import org.apache.zookeeper.server.embedded.ExitHandler;
import org.apache.zookeeper.server.embedded.ZooKeeperServerEmbedded;

/**
 * The arbiter's own process, for a service without an ensemble of the user's: a single ZooKeeper
 * server on loopback. Arguments: its data directory, its port.
 */
public final class ArbiterProcess {
  /** Its log says so once clients can connect. */
  static final String SERVES = "The arbiter serves at ";

  private static final int START_MILLIS = 20_000;

  private ArbiterProcess() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    deleteOldConfigurations(directory);
    ZooKeeperServerEmbedded server =
        ZooKeeperServerEmbedded.builder()
            .baseDir(directory)
            .configuration(configuration(arguments[1]))
            .exitHandler(ExitHandler.EXIT)
            .build();
    server.start(START_MILLIS);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "arbiter-close"));
    Logger.getLogger("io.understudy").info(SERVES + Ports.LOOPBACK + ":" + arguments[1] + ".");
    new CountDownLatch(1).await(); // until SIGTERM
  }

  /** ZooKeeper writes a new one at every start and leaves it. */
  private static void deleteOldConfigurations(Path directory) throws IOException {
    try (DirectoryStream<Path> old =
        Files.newDirectoryStream(directory, "zookeeper.configuration*.properties")) {
      for (Path file : old) {
        Files.delete(file);
      }
    }
  }

  private static Properties configuration(String port) {
    Properties properties = new Properties();
    properties.setProperty("clientPort", port);
    properties.setProperty("clientPortAddress", Ports.LOOPBACK);
    properties.setProperty("tickTime", "250"); // sessions of 500 ms and more
    properties.setProperty("admin.enableServer", "false");
    properties.setProperty("maxClientCnxns", "0"); // all come from this one address
    properties.setProperty("preAllocSize", "1024"); // kB: its records are small and few
    properties.setProperty("autopurge.purgeInterval", "1"); // hours
    properties.setProperty("autopurge.snapRetainCount", "3");
    return properties;
  }
}
