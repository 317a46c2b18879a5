package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.boot.server.BootException;
import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.Founding;
import io.understudy.boot.server.Installation;
import io.understudy.boot.server.ServiceState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A full copy that is cut short in its middle: its target is never taken for current (R7), and has
 * all once it has been brought up anew.
 */
@Tag("long")
class BrokenCopyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int OBJECTS = 60_000;

  /** Records copied, and how many there are. */
  private static final Pattern COPIED = Pattern.compile("copied (\\d+) of (\\d+)");

  /** Longer than suspicion, promises and a takeover take together. */
  private static final Duration LONG = Duration.ofSeconds(6);

  /** Less than what the target has written by then. */
  private static final int ROOM_BYTES = 64 << 10;

  @TempDir static Path directory;
  private static Pair pair;

  private String source;
  private String target;

  @BeforeAll
  static void make() {
    pair = new Pair(directory);
    pair.restore();
    pair.create(0, OBJECTS);
  }

  @AfterAll
  static void end() {
    pair.close();
  }

  @Test
  void shouldNotBeTakenForCurrentWhenTheSourceIsKilled() throws Exception {
    try (Start start = beginCopy()) {
      pair.boot().kill(source);

      long until = System.nanoTime() + LONG.toNanos();
      while (System.nanoTime() < until) {
        ServiceState state = pair.state();
        assertThat(state.serving()).isEmpty();
        assertThat(state.instance(target).role()).isIn("joining", "no answer");
        assertThat(state.record())
            .hasValueSatisfying(
                record -> {
                  assertThat(record.primary().instance()).isEqualTo(source);
                  assertThat(record.inSync()).isEmpty();
                });
        assertThat(start.ended).isNotDone();
      }
    }

    bringUp();
  }

  @Test
  void shouldBeBroughtUpAnewWhenTheTargetIsKilled() throws Exception {
    try (Start start = beginCopy()) {
      pair.boot().kill(target);

      assertThat(start.failure()).contains("Instance " + target + " has ended");
    }

    assertSourceServesAlone();
    bringUp();
  }

  @Test
  void shouldSayWhyItStopsWhenTheDiskOfTheTargetIsFull() throws Exception {
    try (Start start = beginCopy()) {
      limitFiles();

      assertThat(start.failure())
          .contains("Instance " + target)
          .containsPattern("journal|[Dd]isk|No space left|File too large");
    }

    assertSourceServesAlone();
    bringUp();
  }

  /** A backup that has lost all it had is in the middle of a copy when this returns. */
  private Start beginCopy() throws IOException {
    source = pair.primary().place().name();
    target = pair.other(source);
    pair.boot().kill(target);
    pair.empty(target);
    await().atMost(PATIENCE).until(() -> pair.state().record().orElseThrow().inSync().isEmpty());
    Start start = new Start();
    await().atMost(PATIENCE).until(start::isInTheMiddle);
    return start;
  }

  private void limitFiles() throws IOException, InterruptedException {
    String pid = Long.toString(pair.boot().pid(target).orElseThrow());
    String limit = "--fsize=" + ROOM_BYTES + ":" + ROOM_BYTES;
    assertThat(new ProcessBuilder("prlimit", "--pid", pid, limit).inheritIO().start().waitFor())
        .isZero();
  }

  private void assertSourceServesAlone() {
    ServiceState state = pair.state();
    assertThat(state.serving().orElseThrow().place().name()).isEqualTo(source);
    assertThat(state.isDegraded()).isTrue();
    assertThat(state.isInSync(state.instance(target))).isFalse();
  }

  /** The target gets all of it after all, and takes over. */
  private void bringUp() {
    pair.restore();
    pair.assertServes(source);
    pair.assertInSync(target);

    pair.boot().kill(source);

    assertThat(pair.primary().place().name()).isEqualTo(target);
    pair.assertHas(0, OBJECTS);
    pair.restore();
  }

  /**
   * A command that starts the target and waits until it is in sync, as one of its own: what it has
   * started it stops when it fails.
   */
  private final class Start implements AutoCloseable {
    private final BootServer boot =
        BootServer.openOrFound(Installation.located(), directory, Founding.pair());
    private final CompletableFuture<Void> ended;
    private volatile boolean inTheMiddle;

    Start() {
      ended = CompletableFuture.runAsync(() -> boot.start(target, this::tell));
    }

    private void tell(String line) {
      System.out.println(line);
      Matcher copied = COPIED.matcher(line);
      if (copied.find()) {
        long records = Long.parseLong(copied.group(1));
        inTheMiddle = records > 0 && records < Long.parseLong(copied.group(2)) / 2;
      }
    }

    boolean isInTheMiddle() {
      assertThat(ended).as("the start, in whose middle it should be").isNotDone();
      return inTheMiddle;
    }

    /** Why it has failed. */
    String failure() throws Exception {
      try {
        ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        throw new AssertionError(target + " is ready.");
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(BootException.class);
        return e.getCause().getMessage();
      }
    }

    /** As Ctrl-C does. */
    @Override
    public void close() {
      boot.undo();
      try {
        ended.join();
      } catch (CompletionException undone) {
        assertThat(undone).hasCauseInstanceOf(BootException.class);
      }
      boot.close();
    }
  }
}
