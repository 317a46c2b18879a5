package io.understudy.boot.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/**
 * What the build makes so that servers start faster: Payara Micro unpacked, and an archive of its
 * classes as the JVM has them in memory (class data sharing). A server with the archive is ready in
 * two thirds of the time; without, or with another JDK than the one that made it, it starts all the
 * same. Both are of one version of Payara and stay as long as that does.
 */
public final class ClassArchive {
  private final Installation installation;
  private final BuildCommand command;

  private ClassArchive(Installation installation) {
    this.installation = installation;
    this.command = new BuildCommand(installation.java(), beside("class-archive.log"));
  }

  /**
   * Makes what is missing, one build at a time. That the archive cannot be made is told and does no
   * harm.
   *
   * @param arguments the top directory of the project, and one for a service that lives as long as
   *     this takes
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Installation installation = new Installation(Path.of(arguments[0]).toRealPath(), true);
    ClassArchive archive = new ClassArchive(installation);
    try (FileChannel channel =
        FileChannel.open(
            archive.beside("classes.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.lock(); // until the channel is closed
      archive.make(Path.of(arguments[1]));
    }
  }

  private void make(Path scratch) throws IOException, InterruptedException {
    PayaraRoot root = new PayaraRoot(installation.payaraRoot());
    if (!root.isOf(installation.payara())) {
      Files.deleteIfExists(installation.classArchive());
      root.unpack(installation.payara(), command);
    }
    String made =
        "%s%nJava %s in %s%n"
            .formatted(
                root.madeOf(installation.payara()),
                Runtime.version(),
                System.getProperty("java.home"));
    if (!says(made + size())) {
      Files.deleteIfExists(installation.classArchive());
      record(scratch);
      if (Files.exists(installation.classArchive())) {
        Files.writeString(beside("classes.made-by"), made + size());
      }
    }
  }

  private boolean says(String text) throws IOException {
    Path madeBy = beside("classes.made-by");
    return Files.exists(madeBy) && Files.readString(madeBy).equals(text);
  }

  private String size() throws IOException {
    Path made = installation.classArchive();
    return "%d bytes%n".formatted(Files.exists(made) ? Files.size(made) : 0);
  }

  private Path beside(String file) {
    return installation.payaraRoot().resolveSibling(file);
  }

  private void record(Path scratch) throws IOException, InterruptedException {
    try {
      endWhatAnEarlierBuildLeft(scratch);
      DataDirectory.deleteAll(scratch);
      try (BootServer boot = BootServer.openOrFound(installation, scratch, Founding.single())) {
        Runtime.getRuntime()
            .addShutdownHook(new Thread(boot::undo)); // no process outlives the build
        // whatever the settings of the user's are: one instance alone is to serve
        boot.up(
            Optional.of(InstanceSettings.of(Map.of("understudy.min-in-sync", "0"), "The build")),
            line -> {});
        boot.down(line -> {});
      }
      check();
      Files.move(
          installation.newClassArchive(),
          installation.classArchive(),
          StandardCopyOption.REPLACE_EXISTING);
      DataDirectory.deleteAll(scratch);
    } catch (BootException | IOException e) {
      System.err.println(
          "Servers will start slower, without an archive of classes: %s See also %s."
              .formatted(e.getMessage(), scratch));
    }
  }

  private void endWhatAnEarlierBuildLeft(Path scratch) {
    if (DataDirectory.isService(scratch)) {
      try (BootServer left = BootServer.open(installation, scratch)) {
        left.down(line -> {});
      }
    }
  }

  /** A JVM may crash on one that was not written whole. */
  private void check() throws IOException, InterruptedException {
    command.run(
        "The JVM does not take what it has written",
        "@" + installation.config("jvm.options"),
        "-Xshare:on",
        "-XX:+VerifySharedSpaces",
        "-XX:SharedArchiveFile=" + installation.newClassArchive(),
        "-cp",
        new PayaraRoot(installation.payaraRoot()).launcher().toString(),
        "-version");
  }
}
