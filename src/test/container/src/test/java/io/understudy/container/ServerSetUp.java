package io.understudy.container;

import com.google.protobuf.Message;
import io.understudy.container.service.ServiceSetUp;
import io.understudy.endpoint.InstanceEndpoint;
import io.understudy.probe.Probe;
import io.understudy.protocol.Entry;
import io.understudy.wire.Wire;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ExplodedImporter;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Before any test: the database, the resource adapter's archive, and the options of the server. */
public class ServerSetUp implements LauncherSessionListener {
  private EmbeddedPostgres postgres;

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (ServiceSetUp.isWanted()) {
      return;
    }
    try {
      System.setProperty("understudy.test.options", databaseOptions());
      buildProbe();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    try {
      if (postgres != null) {
        postgres.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The application as it is built, with the test classes in it. */
  static WebArchive application() {
    return ShrinkWrap.createFromZipFile(
            WebArchive.class, new File("../../../web/war/target/store.war"))
        .addPackage(ServerSetUp.class.getPackage())
        .addAsLibrary(jarOf(org.assertj.core.api.Assertions.class, "assertj.jar"))
        .addAsLibrary(jarOf(net.bytebuddy.ByteBuddy.class, "byte-buddy.jar"))
        .addAsLibrary(jarOf(net.bytebuddy.agent.ByteBuddyAgent.class, "byte-buddy-agent.jar"));
  }

  private String databaseOptions() throws IOException {
    String database = System.getProperty("understudy.test.database", "h2");
    return switch (database) {
      case "h2" -> {
        String file = "./target/database/" + ProcessHandle.current().pid();
        yield property("url", "jdbc:h2:file:" + file);
      }
      case "postgresql" -> {
        postgres = EmbeddedPostgres.start();
        yield property("class", "org.postgresql.ds.PGSimpleDataSource")
            + property("url", "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres")
            + property("user", "postgres")
            + property("password", "postgres");
      }
      default -> throw new IllegalArgumentException("No tests on " + database + ".");
    };
  }

  private static String property(String name, String value) {
    return "-Dunderstudy.database." + name + "=" + value + " ";
  }

  private static void buildProbe() {
    ShrinkWrap.create(ResourceAdapterArchive.class, "probe.rar")
        .addAsLibrary(
            ShrinkWrap.create(JavaArchive.class, "probe.jar").addPackage(Probe.class.getPackage()))
        .addAsLibrary(jarOf(InstanceEndpoint.class, "endpoint.jar"))
        .addAsLibrary(jarOf(Entry.class, "protocol.jar"))
        .addAsLibrary(jarOf(Wire.class, "wire.jar"))
        .addAsLibrary(jarOf(Message.class, "protobuf.jar"))
        .as(ZipExporter.class)
        .exportTo(new File("target/probe.rar"), true);
  }

  /** The jar, or in a build that has not packaged it the classes, that a class comes from. */
  private static JavaArchive jarOf(Class<?> member, String name) {
    try {
      File origin = new File(member.getProtectionDomain().getCodeSource().getLocation().toURI());
      return origin.isFile()
          ? ShrinkWrap.createFromZipFile(JavaArchive.class, origin)
          : ShrinkWrap.create(JavaArchive.class, name)
              .as(ExplodedImporter.class)
              .importDirectory(origin)
              .as(JavaArchive.class);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
