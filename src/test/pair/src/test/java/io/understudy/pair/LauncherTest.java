package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.understudy.boot.server.BootException;
import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.Founding;
import io.understudy.boot.server.Installation;
import io.understudy.boot.server.ServiceFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
  @TempDir Path directory;
  private Launcher launcher;

  @BeforeEach
  void make() throws Exception {
    launcher = new Launcher(directory.toRealPath());
  }

  @AfterEach
  void leaveNothing() throws Exception {
    if (Files.exists(launcher.defaultData())) {
      launcher.run("down");
    }
  }

  @Test
  void shouldStayAndLeaveNoProcessBehindWhenItIsInterruptedInTheForeground() throws Exception {
    Launcher.Run foreground = launcher.start("up", "--backups", "0", "--foreground");
    foreground.awaitOutput("Ctrl-C stops all.");
    List<ProcessHandle> processes = processes(launcher.defaultData());
    assertThat(processes).hasSize(2);

    // up twice does no harm
    Launcher.Run again = launcher.run("up");
    assertThat(again.exitCode()).isZero();
    assertThat(again.output()).contains("It is up already.");
    assertThat(processes(launcher.defaultData())).isEqualTo(processes);
    Launcher.Run status = launcher.run("status");
    assertThat(status.exitCode()).isZero();
    assertThat(status.output()).contains("primary", "epoch", "127.0.0.1:");

    foreground.interrupt();

    foreground.exitCode();
    assertThat(foreground.output()).contains("a         stopped", "arbiter   stopped");
    await().until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
    // the server's own stop has run to its end, and said so
    assertThat(launcher.defaultData().resolve("a/server.log"))
        .content()
        .contains("UND0102 a: Stopped.");
  }

  @Test
  void shouldStopWhatItStartedWhenUpIsInterrupted() throws Exception {
    Launcher.Run up = launcher.start("up", "--backups", "0");
    up.awaitOutput("starting");
    List<ProcessHandle> processes = processes(launcher.defaultData());
    assertThat(processes).isNotEmpty();

    up.interrupt();

    assertThat(up.exitCode()).isNotZero();
    await().until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(launcher.run("down").output()).contains("Nothing runs.");
  }

  @Test
  void shouldNameThePortAndStartNothingWhenItIsInUse() throws Exception {
    Path data = directory.resolve("data");
    ServiceFile service;
    try (BootServer boot =
        BootServer.openOrFound(Installation.located(), data, Founding.single())) {
      service = boot.data().service();
    }
    Map<Integer, String> ports =
        Map.of(
            service.place("a").broker(), "the broker's of instance a",
            service.place("a").http(), "the HTTP listener's of instance a",
            service.arbiterPort(), "the arbiter's");
    for (Map.Entry<Integer, String> port : ports.entrySet()) {
      InetAddress loopback = InetAddress.getByName("127.0.0.1");
      try (ServerSocket socket = new ServerSocket(port.getKey(), 1, loopback)) {
        Launcher.Run up = launcher.run("up", "--data", data.toString());

        assertThat(up.exitCode()).isEqualTo(1);
        assertThat(up.output())
            .contains(
                "Port " + socket.getLocalPort(),
                port.getValue(),
                "process " + ProcessHandle.current().pid());
      }
      assertThat(data.resolve("arbiter/pid")).doesNotExist();
    }
  }

  @Test
  void shouldChangeNothingWhenTheDirectoryIsNotOurs() throws Exception {
    Path other = Files.createDirectories(directory.resolve("letters"));
    Files.writeString(other.resolve("letter"), "Dear");

    Launcher.Run up = launcher.run("up", "--data", other.toString());

    assertThat(up.exitCode()).isEqualTo(1);
    assertThat(up.output()).contains(other.toString(), "nothing was changed");
    try (Stream<Path> files = Files.list(other)) {
      assertThat(files).containsExactly(other.resolve("letter"));
    }
    assertThat(launcher.run("status", "--data", other.toString()).output())
        .contains("There is no service in");
  }

  @Test
  void shouldNameTheSettingsWhenOneIsUnknownOrMalformed() throws Exception {
    Launcher.Run unknown = launcher.run("up", "-D", "understudy.heartbeet-ms=10");
    Launcher.Run malformed = launcher.run("up", "-D", "understudy.max-group=many");

    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.output()).contains("understudy.heartbeet-ms", "understudy.heartbeat-ms");
    assertThat(malformed.exitCode()).isEqualTo(1);
    assertThat(malformed.output()).contains("understudy.max-group", "\"many\"", "whole number");
    assertThat(launcher.defaultData()).doesNotExist();
  }

  @Test
  void shouldNameBothSettingsWhenTheyContradictEachOther() throws Exception {
    // its margin and its heartbeats are as they are when nothing is said
    Launcher.Run up = launcher.run("up", "-D", "understudy.promise-ms=60");

    assertThat(up.exitCode()).isEqualTo(1);
    assertThat(up.output())
        .contains("understudy.promise-ms less margin-ms (60 - 20 ms)", "two heartbeats (50 ms");
    assertThat(launcher.defaultData()).doesNotExist();
  }

  @Test
  void shouldSaySoAndStartNoServerWhenTheArbiterIsUnreachable() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      nobody = socket.getLocalPort();
    }

    Launcher.Run up = launcher.run("up", "--arbiter", "127.0.0.1:" + nobody);

    assertThat(up.exitCode()).isEqualTo(1);
    assertThat(up.output()).contains("arbiter", "127.0.0.1:" + nobody, "No server was started");
    assertThat(launcher.defaultData().resolve("a")).doesNotExist();
  }

  @Test
  void shouldShowTheCauseWhenADeploymentFails() throws Exception {
    Installation whole = Installation.located();
    Path home = directory.resolve("home");
    Path target = Files.createDirectories(home.resolve("src/boot/target"));
    Files.createSymbolicLink(home.resolve("config"), whole.home().resolve("config"));
    for (String part : List.of("arbiter", "understudy-boot.jar")) {
      Files.createSymbolicLink(
          target.resolve(part), whole.home().resolve("src/boot/target").resolve(part));
    }
    Path server = Files.createDirectories(target.resolve("server"));
    for (String part : List.of("payara", "classes.jsa", "understudy.rar")) {
      Files.createSymbolicLink(
          server.resolve(part), whole.home().resolve("src/boot/target/server").resolve(part));
    }
    Files.writeString(server.resolve("store.war"), "this is no archive");
    Path data = directory.resolve("broken");

    try (BootServer boot =
        BootServer.openOrFound(new Installation(home), data, Founding.single())) {
      assertThatThrownBy(() -> boot.up(Optional.empty(), System.out::println))
          .isInstanceOf(BootException.class)
          .hasMessageContaining("could not deploy store")
          .hasMessageContaining(data.toRealPath().resolve("a/server.log").toString());
      assertThat(boot.isRunning()).isFalse();
    }
  }

  /** The processes that pid files in a data directory name. */
  private static List<ProcessHandle> processes(Path data) throws Exception {
    List<ProcessHandle> processes = new ArrayList<>();
    for (String name : List.of("arbiter", "a", "b")) {
      Path pid = data.resolve(name).resolve("pid");
      if (Files.exists(pid)) {
        Matcher number = Pattern.compile("\\d+").matcher(Files.readString(pid));
        assertThat(number.find()).isTrue();
        ProcessHandle.of(Long.parseLong(number.group())).ifPresent(processes::add);
      }
    }
    return processes;
  }
}
