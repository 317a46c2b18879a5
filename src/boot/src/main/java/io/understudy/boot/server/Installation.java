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
 */
public record Installation(Path home) {
  private static final String HOME = "understudy.home";

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
    parts.add(payara());
    parts.add(arbiterLibraries());
    parts.add(config("pre-boot.txt"));
    parts.add(config("logging.properties"));
    return parts;
  }

  Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  Path payara() {
    return server("payara-micro.jar");
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
