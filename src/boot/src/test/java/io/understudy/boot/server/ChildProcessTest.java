package io.understudy.boot.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  private static final String MARK = "mark of this test";
  private static final List<String> SLEEPER = List.of("sh", "-c", "sleep 60; true", MARK);

  @TempDir Path directory;
  private ChildProcess process;

  @BeforeEach
  void name() {
    process = new ChildProcess("sleeper", directory.resolve("a b"), MARK);
  }

  @AfterEach
  void end() throws IOException {
    process.kill();
  }

  @Test
  void shouldFindTheProcessWhenAnotherObjectStartedIt() {
    long pid = process.start(SLEEPER).pid();

    ChildProcess same = new ChildProcess("sleeper", directory.resolve("a b"), MARK);

    assertThat(same.running()).map(ProcessHandle::pid).contains(pid);
  }

  @Test
  void shouldFindTheProcessAtEachMomentWhenItHasJustBegun() {
    for (int start = 0; start < 100; start++) {
      process.start(SLEEPER);
      for (int look = 0; look < 40; look++) {
        assertThat(process.isRunning()).isTrue();
      }
      process.kill();
    }
  }

  @Test
  void shouldHaveAProcessSayWhatItsThreadsAreAt() {
    process.start(
        List.of(
            "sh", "-c", "trap 'echo threads' QUIT; echo up; while :; do sleep 0.1; done", MARK));
    await().untilAsserted(() -> assertThat(process.log()).content().contains("up"));

    process.dumpThreads();

    await().untilAsserted(() -> assertThat(process.log()).content().contains("threads"));
    assertThat(process.isRunning()).isTrue();
  }

  @Test
  void shouldEndTheProcessWhenItIsStopped() {
    ProcessHandle started = process.start(SLEEPER);

    assertThat(process.stop()).isTrue();

    await().until(() -> !started.isAlive());
    assertThat(process.isRunning()).isFalse();
    assertThat(process.stop()).isFalse();
  }

  @Test
  void shouldNotTouchAProcessWhenItWasGivenThePidOfOneThatEnded() throws IOException {
    ProcessHandle other = new ProcessBuilder("sleep", "60").start().toHandle();
    try {
      process.start(SLEEPER);
      process.kill();
      long start = other.info().startInstant().orElseThrow().toEpochMilli();
      Files.writeString(directory.resolve("a b/pid"), other.pid() + " " + start + "\n");

      assertThat(process.isRunning()).isFalse();
      assertThat(process.kill()).isFalse();

      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  /** The start of a process is told from the system's clock, and changes with it. */
  @Test
  void shouldFindTheProcessWhenTheClockWasSetSinceItBegan() throws IOException {
    ProcessHandle started = process.start(SLEEPER);
    await().until(() -> started.info().arguments().isPresent());
    long began = started.info().startInstant().orElseThrow().toEpochMilli();
    Files.writeString(directory.resolve("a b/pid"), started.pid() + " " + (began - 60_000) + "\n");

    assertThat(process.isRunning()).isTrue();

    assertThat(process.stop()).isTrue();
    assertThat(started.isAlive()).isFalse();
  }

  @Test
  void shouldNotTouchAProcessWhenAnotherHasItsPid() throws IOException {
    ChildProcess other = new ChildProcess("other", directory.resolve("other"), "another mark");
    ProcessHandle started = other.start(List.of("sh", "-c", "sleep 60; true", "another mark"));
    await().until(other::isRunning);
    Files.createDirectories(directory.resolve("a b"));
    Files.copy(directory.resolve("other/pid"), directory.resolve("a b/pid"));

    assertThat(process.isRunning()).isFalse();
    assertThat(process.stop()).isFalse();

    assertThat(started.isAlive()).isTrue();
    assertThat(other.kill()).isTrue();
  }

  @Test
  void shouldSaySoWhenThePidFileHoldsNoPid() throws IOException {
    Files.createDirectories(directory.resolve("a b"));
    Files.writeString(directory.resolve("a b/pid"), "nonsense");

    assertThatThrownBy(process::running)
        .isInstanceOf(BootException.class)
        .hasMessageContaining("holds no pid");

    Files.delete(directory.resolve("a b/pid"));
  }

  @Test
  void shouldKeepTheLogOfTheStartBeforeWhenItIsStartedAgain() throws IOException {
    process.start(List.of("sh", "-c", "echo first", MARK)).onExit().join();
    process.start(List.of("sh", "-c", "echo second", MARK)).onExit().join();

    assertThat(directory.resolve("a b/server.log.1")).hasContent("first");
    assertThat(directory.resolve("a b/server.log")).hasContent("second");
  }
}
