package io.understudy.boot.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the parts of Understudy are once it is built.
 *
 * @param home top directory of the project
 * @param recordsClasses whether a server that ends leaves the {@link ClassArchive} for later ones,
 *     which takes it much longer to start and to end
 */
public record Installation(Path home, boolean recordsClasses) {
  private static final String HOME = "understudy.home";

  /** One whose servers start as fast as they can. */
  public Installation(Path home) {
    this(home, false);
  }

  /** The one that the launcher, or the build, names in the system property understudy.home. */
  public static Installation located() {
    String home = System.getProperty(HOME);
    if (home == null) {
      throw new BootException("Start this by ./understudy: it says where the parts are.");
    }
    Installation installation = new Installation(Path.of(home).toAbsolutePath().normalize());
    for (Path part : installation.parts()) {
      if (!Files.exists(part)) {
        throw new BootException("Understudy is not built completely: " + part + " is missing.");
      }
    }
    return installation;
  }

  private List<Path> parts() {
    List<Path> parts = new ArrayList<>(deployments());
    parts.add(payaraRoot());
    parts.add(arbiterLibraries());
    parts.add(config("pre-boot.txt"));
    parts.add(config("jvm.options"));
    parts.add(config("logging.properties"));
    return parts;
  }

  Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** Payara Micro as it comes. */
  Path payara() {
    return server("payara-micro.jar");
  }

  /**
   * What Payara Micro unpacks: its libraries, and all that a server's own directory begins with.
   */
  Path payaraRoot() {
    return server("payara");
  }

  /** Classes of Payara, as the JVM has them in memory; there may be none. */
  Path classArchive() {
    return server("classes.jsa");
  }

  /** The same while it is made. */
  Path newClassArchive() {
    return server("classes.jsa.new");
  }

  /** In the order in which they are deployed: the adapter before what it serves. */
  List<Path> deployments() {
    return List.of(server("understudy.rar"), server("store.war"));
  }

  /** Under which names Payara deploys them: those of the files. */
  List<String> deployedNames() {
    return deployments().stream()
        .map(archive -> archive.getFileName().toString().replaceFirst("\\.[a-z]+$", ""))
        .toList();
  }

  /** Only what the arbiter needs: each jar on a class path costs it memory. */
  List<Path> arbiterClassPath() {
    List<Path> jars = new ArrayList<>();
    jars.add(home.resolve("src/boot/target/understudy-boot.jar"));
    try (Stream<Path> libraries = Files.list(arbiterLibraries())) {
      libraries.sorted().forEach(jars::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return jars;
  }

  /** A file of config/. */
  public Path config(String file) {
    return home.resolve("config").resolve(file);
  }

  /** Where data lives unless the user says otherwise. */
  public Path defaultData() {
    return home.resolve("data");
  }

  private Path arbiterLibraries() {
    return home.resolve("src/boot/target/arbiter");
  }

  private Path server(String file) {
    return home.resolve("src/boot/target/server").resolve(file);
  }
}
