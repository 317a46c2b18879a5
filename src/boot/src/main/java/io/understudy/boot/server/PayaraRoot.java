package io.understudy.boot.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Payara Micro, unpacked once for all servers. So none of them unpacks a hundred megabytes at its
 * start, and its classes are on the class path of the JVM, which can have them from the {@link
 * ClassArchive} there, but not behind the loader that Payara's own start uses.
 *
 * @param path what Payara calls its root directory, made with its --outputlauncher
 */
record PayaraRoot(Path path) {
  /** Names all libraries in its manifest. */
  private static final String LAUNCHER = "launch-micro.jar";

  /** The libraries. */
  private static final String RUNTIME = "runtime";

  /** Written last: where it is not, the directory may be half a one. */
  private Path madeOf() {
    return path.resolveSibling("payara.made-of");
  }

  /** Tells one version of Payara Micro from another. */
  String madeOf(Path payara) throws IOException {
    return "%s, %d bytes".formatted(payara.getFileName(), Files.size(payara));
  }

  /** Whether it was unpacked of this version, and whole. */
  boolean isOf(Path payara) throws IOException {
    return Files.exists(path)
        && Files.exists(madeOf())
        && Files.readString(madeOf()).equals(madeOf(payara));
  }

  /** Replaces what is there. */
  void unpack(Path payara, BuildCommand command) throws IOException, InterruptedException {
    String madeOf = madeOf(payara); // before another build may replace it
    Files.deleteIfExists(madeOf());
    DataDirectory.deleteAll(path);
    command.run(
        "Payara Micro cannot be unpacked",
        "-jar",
        payara.toString(),
        "--rootdir",
        path.toString(),
        "--outputlauncher");
    Files.writeString(madeOf(), madeOf);
  }

  /** Gives a server's own root directory all but the libraries. */
  void copyTo(Path directory) throws IOException {
    Path runtime = path.resolve(RUNTIME);
    List<Path> copied;
    try (Stream<Path> files = Files.walk(path)) {
      copied =
          files.filter(file -> !file.startsWith(runtime) && Files.isRegularFile(file)).toList();
    }
    for (Path file : copied) {
      Path copy = directory.resolve(path.relativize(file));
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
  }

  /** Arguments of a JVM that starts a server by it, with the main class as the last. */
  List<String> launch() throws IOException {
    Path launcher = launcher();
    List<String> arguments = new ArrayList<>();
    try (JarFile jar = new JarFile(launcher.toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      addModules(arguments, "--add-exports", manifest.getValue("Add-Exports"));
      addModules(arguments, "--add-opens", manifest.getValue("Add-Opens"));
      arguments.add("-Dfish.payara.micro.BootJar=" + launcher.toUri());
      arguments.add("-Dfish.payara.micro.UnpackDir=" + path);
      arguments.add("-cp");
      arguments.add(launcher.toString());
      arguments.add(manifest.getValue("Start-Class"));
    }
    return arguments;
  }

  Path launcher() {
    return path.resolve(LAUNCHER);
  }

  /** The JVM takes them from a manifest only with -jar. */
  private static void addModules(List<String> arguments, String option, String packages) {
    for (String each : packages.trim().split("\\s+")) {
      arguments.add(option);
      arguments.add(each + "=ALL-UNNAMED");
    }
  }
}
