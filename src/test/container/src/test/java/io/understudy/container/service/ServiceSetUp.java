package io.understudy.container.service;

import io.understudy.arbiter.Arbiter;
import io.understudy.protocol.Configuration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Before the server starts: the arbiter, the service's first record, the instance's settings. */
public class ServiceSetUp implements LauncherSessionListener {
  static final String SERVICE = "store";

  /** So small that the tests reach it, in number as in bytes. */
  static final int MAX_PENDING = 64;

  /** The least that agrees with the other settings. */
  static final int RETENTION_SECONDS = 4;

  /** Its qualifier in arquillian.xml. */
  private static final String CONTAINER = "service";

  private static final String INSTANCE = "a";
  private static final int PROMISE_MILLIS = 200;
  private static final String ADDRESS_PROPERTY = "understudy.test.address";

  private EmbeddedZooKeeper zooKeeper;

  /** Whether this run of the tests is one of the whole service. */
  public static boolean isWanted() {
    return CONTAINER.equals(System.getProperty("arquillian.launch"));
  }

  /** Where the instance's broker listens. */
  static String address() {
    return System.getProperty(ADDRESS_PROPERTY);
  }

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (!isWanted()) {
      return;
    }
    try {
      // Relative, since the options of the server are cut apart at spaces.
      Path directory = Path.of("target", "service-" + ProcessHandle.current().pid());
      zooKeeper = new EmbeddedZooKeeper(Files.createDirectories(directory.resolve("arbiter")));
      found();
      System.setProperty(ADDRESS_PROPERTY, "127.0.0.1:" + freePort());
      Path settings = write(directory);
      System.setProperty(
          "understudy.test.options",
          "-Dunderstudy.config=%s -Dunderstudy.database.url=jdbc:h2:file:./%s/database/understudy"
              .formatted(settings, directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) { // as ZooKeeper declares it
      throw new IllegalStateException("The arbiter did not start.", e);
    }
  }

  private void found() throws Exception {
    try (Arbiter arbiter = Arbiter.connect(zooKeeper.address(), SERVICE)) {
      arbiter.awaitConnected(10_000);
      Configuration first = Configuration.founding(INSTANCE, PROMISE_MILLIS);
      if (!arbiter.found(first).get(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("A new arbiter has a record already.");
      }
    }
  }

  private Path write(Path directory) throws IOException {
    Properties settings = new Properties();
    settings.setProperty("understudy.service", SERVICE);
    settings.setProperty("understudy.service.id", UUID.randomUUID().toString());
    settings.setProperty("understudy.instance", INSTANCE);
    settings.setProperty("understudy.data", directory.resolve("data").toString());
    settings.setProperty("understudy.address", address());
    settings.setProperty("understudy.arbiter", zooKeeper.address());
    settings.setProperty("understudy.retention-seconds", String.valueOf(RETENTION_SECONDS));
    settings.setProperty("understudy.max-pending", String.valueOf(MAX_PENDING));
    Path file = directory.resolve("instance.properties");
    try (Writer writer = Files.newBufferedWriter(file)) {
      settings.store(writer, null);
    }
    return file;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    if (zooKeeper != null) {
      zooKeeper.close();
    }
  }
}
