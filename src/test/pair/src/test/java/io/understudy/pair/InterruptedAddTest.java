package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C while an instance is added: all is as it was before, and it can be added again. */
@Tag("long")
class InterruptedAddTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** Where the command is by then, as it says, or as far as it says anything. */
  private static final List<String> MOMENTS =
      List.of("starting the server", "starting the service", "reading its log", "joining");

  @TempDir private Path directory;

  @Test
  void shouldLeaveAllAsItWasWhenItIsInterruptedAtAnyMoment() throws Exception {
    Launcher launcher = new Launcher(directory.toRealPath());
    Path added = launcher.defaultData().resolve("c");
    try {
      assertThat(launcher.run("up", "--backups", "0").exitCode()).isZero();
      for (long millis : List.of(0L, 400L, 900L, 1_500L, 3_000L, 5_000L, 8_000L)) {
        Launcher.Run add = launcher.start("add", "c");
        // a moment, not a condition: what it has done by then is what may vary
        Thread.sleep(millis);
        interrupt(launcher, add, added, millis + " ms");
      }
      for (String moment : MOMENTS) {
        Launcher.Run add = launcher.start("add", "c");
        await()
            .atMost(PATIENCE)
            .until(() -> add.output().contains(moment) || add.output().contains("in sync"));
        interrupt(launcher, add, added, moment);
      }

      Launcher.Run again = launcher.run("add", "c");
      assertThat(again.output()).contains("c is added.");
      assertThat(launcher.run("status").output()).contains("c         backup");
    } finally {
      launcher.run("down");
    }
  }

  private static void interrupt(Launcher launcher, Launcher.Run add, Path added, String when)
      throws Exception {
    add.interrupt();

    boolean done = add.exitCode() == 0;
    System.out.println(when + ": " + (done ? "was added before" : "interrupted"));
    if (done) {
      assertThat(launcher.run("remove", "c").exitCode()).as(when).isZero();
      launcher.deleteData("c");
    }
    assertThat(added).as(when + ", " + add.output()).doesNotExist();
    assertThat(servers(added)).as(when).isEmpty();
    String status = launcher.run("status").output();
    assertThat(status).as(when).contains("a         primary").doesNotContain("c         ");
  }

  /** Of its data directory: their command lines name it. */
  private static List<ProcessHandle> servers(Path of) {
    return ProcessHandle.allProcesses()
        .filter(each -> each.info().commandLine().orElse("").contains(of + "/"))
        .toList();
  }
}
