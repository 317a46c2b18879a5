package io.understudy.boot.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the build makes so that servers start faster: Payara Micro unpacked, and an archive of its
 * classes as the JVM has them in memory (class data sharing). A server with the archive is ready in
 * two thirds of the time; without, or with another JDK than the one that made it, it starts all the
 * same. Both are of one version of Payara and stay as long as that does.
 */
public final class ClassArchive {
  private final Installation installation;

  private ClassArchive(Installation installation) {
    this.installation = installation;
  }

  /**
   * Makes what is missing. That the archive cannot be made is told and does no harm.
   *
   * @param arguments the top directory of the project, and one for a service that lives as long as
   *     this takes
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    ClassArchive archive =
        new ClassArchive(new Installation(Path.of(arguments[0]).toRealPath(), true));
    if (!archive.isMade()) {
      archive.unpack();
      archive.record(Path.of(arguments[1]));
    }
  }

  /** Of this Payara by this JDK: as {@link #maker} tells. */
  private boolean isMade() throws IOException {
    return Files.exists(maker())
        && Files.exists(installation.classArchive())
        && Files.readString(maker()).equals(makerOfToday());
  }

  private Path maker() {
    return installation.payaraRoot().resolveSibling("classes.made-by");
  }

  private String makerOfToday() throws IOException {
    return "%s of %d bytes%nJava %s in %s%n"
        .formatted(
            installation.payara(),
            Files.size(installation.payara()),
            Runtime.version(),
            System.getProperty("java.home"));
  }

  private void unpack() throws IOException, InterruptedException {
    Files.deleteIfExists(maker());
    Files.deleteIfExists(installation.classArchive());
    DataDirectory.deleteAll(installation.payaraRoot());
    requireSuccess(
        "Payara Micro cannot be unpacked",
        "-jar",
        installation.payara().toString(),
        "--rootdir",
        installation.payaraRoot().toString(),
        "--outputlauncher");
  }

  private void record(Path scratch) throws IOException, InterruptedException {
    DataDirectory.deleteAll(scratch);
    try (BootServer boot = BootServer.openOrFound(installation, scratch, Founding.single())) {
      Runtime.getRuntime().addShutdownHook(new Thread(boot::undo)); // no process outlives the build
      boot.up(Optional.empty(), line -> {});
      boot.down(line -> {});
      check();
      Files.move(installation.newClassArchive(), installation.classArchive());
      Files.writeString(maker(), makerOfToday());
    } catch (BootException | IOException e) {
      System.err.println(
          "Servers will start slower, without an archive of classes: %s See also %s."
              .formatted(e.getMessage(), scratch));
      return;
    }
    DataDirectory.deleteAll(scratch);
  }

  /** A JVM may crash on one that was not written whole. */
  private void check() throws IOException, InterruptedException {
    requireSuccess(
        "The JVM does not take what it has written",
        "@" + installation.config("jvm.options"),
        "-Xshare:on",
        "-XX:+VerifySharedSpaces",
        "-XX:SharedArchiveFile=" + installation.newClassArchive(),
        "-cp",
        new PayaraRoot(installation.payaraRoot()).launcher().toString(),
        "-version");
  }

  private void requireSuccess(String failure, String... arguments)
      throws IOException, InterruptedException {
    Path log = installation.payaraRoot().resolveSibling("class-archive.log");
    List<String> command = new ArrayList<>(List.of(installation.java().toString()));
    command.addAll(List.of(arguments));
    int exit =
        new ProcessBuilder(command)
            .directory(log.getParent().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IOException("%s: exit %d; %s tells more.".formatted(failure, exit, log));
    }
  }
}
