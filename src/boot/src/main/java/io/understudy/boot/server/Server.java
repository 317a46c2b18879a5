package io.understudy.boot.server;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/** One server: a process of Payara Micro with one instance of the service in it. */
final class Server {
  /** Where Linux says whether it gives huge pages to who asks for them. */
  private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage");

  private final Installation installation;
  private final DataDirectory data;
  private final Place place;
  private final ChildProcess process;

  Server(Installation installation, DataDirectory data, Place place) {
    this.installation = installation;
    this.data = data;
    this.place = place;
    process = new ChildProcess(place.name(), directory(), configurationArgument());
  }

  Place place() {
    return place;
  }

  /** Whether it is the one of that place, and not of an earlier one with that name. */
  boolean isAt(Place other) {
    return place.name().equals(other.name()) && place.broker() == other.broker();
  }

  ChildProcess process() {
    return process;
  }

  private Path directory() {
    return data.instance(place.name());
  }

  private Path configuration() {
    return directory().resolve("config/understudy.properties");
  }

  private String configurationArgument() {
    return "-Dunderstudy.config=" + configuration();
  }

  /** Returns as soon as the process is there; it is ready some seconds later. */
  void start(InstanceSettings settings) {
    try {
      DataDirectory.deleteAll(directory().resolve("server"));
      DataDirectory.deleteAll(directory().resolve("tmp"));
      for (String made : List.of("log", "database", "config", "server", "tmp")) {
        Files.createDirectories(directory().resolve(made));
      }
      payara().copyTo(directory().resolve("server"));
      writeConfiguration(settings);
      process.start(command());
    } catch (IOException e) {
      throw new BootException("Cannot prepare " + directory() + ": " + e, e);
    }
  }

  private PayaraRoot payara() throws IOException {
    return new PayaraRoot(
        installation.payaraRoot().toRealPath()); // the path that the archive knows
  }

  /** What it remembers of an entry that has stopped it. */
  void forgetFailures() {
    try {
      Files.deleteIfExists(directory().resolve("executing"));
    } catch (IOException e) {
      throw new BootException("Cannot delete what " + place.name() + " remembers: " + e, e);
    }
  }

  private Path databaseFile() {
    Path file = data.database(place.name());
    if (!Files.isReadable(file)) {
      throw new BootException(
          "%s, with user and password of the database of instance %s, cannot be read. Name them again: ./understudy up --database %s=..."
              .formatted(file, place.name(), place.name()));
    }
    return file;
  }

  private void writeConfiguration(InstanceSettings settings) throws IOException {
    Properties properties = settings.asProperties();
    properties.setProperty("understudy.service", data.service().service());
    properties.setProperty("understudy.service.id", data.service().id());
    properties.setProperty("understudy.instance", place.name());
    properties.setProperty("understudy.data", directory().toString());
    properties.setProperty("understudy.address", place.address());
    properties.setProperty("understudy.advertised-address", place.reachedAt());
    properties.setProperty("understudy.purpose", place.purpose().name().toLowerCase(Locale.ROOT));
    properties.setProperty("understudy.arbiter", data.service().arbiter());
    try (Writer writer = Files.newBufferedWriter(configuration(), StandardCharsets.UTF_8)) {
      properties.store(writer, "Written at every start by understudy; change config/ instead.");
    }
  }

  private List<String> command() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(installation.java().toString());
    command.add(configurationArgument());
    command.add("@" + installation.config("jvm.options"));
    if (Files.exists(HUGE_PAGES)) {
      command.add("-XX:+UseTransparentHugePages"); // a fifteenth less processor time for a request
    }
    command.add("-Djava.net.preferIPv4Stack=true");
    command.add("-Djava.awt.headless=true");
    command.add("-Djava.io.tmpdir=" + directory().resolve("tmp"));
    command.add("-Dio.netty.tmpdir=" + directory().resolve("tmp"));
    if (place.database() == null) {
      command.add(
          "-Dunderstudy.database.url=jdbc:h2:file:" + directory().resolve("database/understudy"));
    }
    addClassArchive(command);
    command.addAll(payara().launch());
    command.add("--nohazelcast");
    command.add("--disablephonehome");
    command.add("--rootdir");
    command.add(directory().resolve("server").toString());
    if (place.database() != null) {
      command.add("--systemproperties"); // a password is not for a command line
      command.add(databaseFile().toString());
    }
    command.add("--logproperties");
    command.add(installation.config("logging.properties").toString());
    command.add("--prebootcommandfile");
    command.add(installation.config("pre-boot.txt").toString());
    command.add("--port");
    command.add(String.valueOf(place.http()));
    for (Path archive : installation.deployments()) {
      command.add("--deploy");
      command.add(archive.toString());
    }
    return command;
  }

  private void addClassArchive(List<String> command) throws IOException {
    Path archive = installation.classArchive();
    if (installation.recordsClasses()) {
      command.add("-XX:ArchiveClassesAtExit=" + installation.newClassArchive());
    } else if (Files.exists(archive)) {
      command.add("-XX:SharedArchiveFile=" + archive.toRealPath());
    }
  }
}
