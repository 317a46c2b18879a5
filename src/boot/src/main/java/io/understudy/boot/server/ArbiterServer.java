package io.understudy.boot.server;

import java.util.List;
import java.util.stream.Collectors;

/** The arbiter's process, where the service has one of its own. */
final class ArbiterServer {
  private final Installation installation;
  private final DataDirectory data;
  private final ChildProcess process;

  ArbiterServer(Installation installation, DataDirectory data) {
    this.installation = installation;
    this.data = data;
    process = new ChildProcess("arbiter", data.arbiter(), "-Dunderstudy.arbiter=" + data.arbiter());
  }

  ChildProcess process() {
    return process;
  }

  void start() {
    int port = data.service().arbiterPort();
    process.start(
        List.of(
            installation.java().toString(),
            "-Dunderstudy.arbiter=" + data.arbiter(),
            "-Xmx32m", // the whole process is to stay within 80 MiB
            "-Xss256k",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=16m",
            "-XX:CICompilerCount=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.net.preferIPv4Stack=true",
            "-Djava.util.logging.config.file=" + installation.config("logging.properties"),
            "-cp",
            installation.arbiterClassPath().stream()
                .map(Object::toString)
                .collect(Collectors.joining(System.getProperty("path.separator"))),
            ArbiterProcess.class.getName(),
            data.arbiter().resolve("data").toString(),
            String.valueOf(port)));
  }
}
