package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.understudy.arbiter.Arbiter;
import io.understudy.boot.server.BootException;
import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.Founding;
import io.understudy.boot.server.Installation;
import io.understudy.boot.server.InstanceState;
import io.understudy.boot.server.ServiceFile;
import io.understudy.protocol.Purpose;
import io.understudy.protocol.Registration;
import io.understudy.torture.Databases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance alone gets two backups, and loses one after the other; then it is removed. */
class TripleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int SOME = 150;

  /** Between two requests of a client: three servers that start need the processors themselves. */
  private static final long PACE_MILLIS = 25;

  @TempDir private Path directory;

  @Test
  void shouldLoseNothingWhenInstancesAreAddedKilledAndRemovedUnderLoad() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    try (BootServer boot =
        BootServer.openOrFound(
            Installation.located(), directory.resolve("data"), Founding.single())) {
      try {
        boot.up(Optional.empty(), System.out::println);
        refuseToRemoveTheLast(boot);
        // clients are told of one instance, and hear of the others
        try (Tellers tellers = new Tellers("triple", boot.addresses().toArray(String[]::new))) {
          tellers.start(seed, PACE_MILLIS);
          addTwo(boot, tellers);
          killTwo(boot, tellers);
          takeBackAHalfRemoval(boot);
          switchOverWhileAnotherStandsStill(boot);
          removePrimary(boot, tellers);
          tellers.finish();
          assertThat(tellers.differences()).isEmpty();
        }
        compare(boot);
      } finally {
        boot.undo();
        boot.down(line -> {});
      }
    }
  }

  private static void refuseToRemoveTheLast(BootServer boot) {
    assertThatThrownBy(() -> boot.remove("a", Optional.empty(), line -> {}))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("a is the last instance");
    assertThat(boot.state().serving()).isPresent();
  }

  private static void addTwo(BootServer boot, Tellers tellers) {
    boot.add("b", Purpose.MEMBER, Optional.empty(), System.out::println);
    boot.add("second", Purpose.MEMBER, Optional.empty(), System.out::println);
    assertThat(inSync(boot)).containsExactly("b", "second");
    assertThatThrownBy(() -> boot.add("b", Purpose.MEMBER, Optional.empty(), line -> {}))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("There is an instance b already");
    awaitMore(tellers);
  }

  private static void killTwo(BootServer boot, Tellers tellers) {
    // the other backup goes on under the one that takes over
    boot.kill(serving(boot));
    awaitMore(tellers);
    assertThat(inSync(boot)).hasSize(1);
    assertThat(boot.state().isDegraded()).isFalse();

    boot.kill(serving(boot));
    awaitMore(tellers);
    assertThat(boot.state().isDegraded()).isTrue();
    assertThat(boot.data().instance(serving(boot)).resolve("server.log"))
        .content()
        .contains("DEGRADED");

    boot.up(Optional.empty(), System.out::println);
    assertThat(inSync(boot)).hasSize(2);
  }

  /** The command ended after the arbiter had been told, and before it had noted it. */
  private static void takeBackAHalfRemoval(BootServer boot) {
    String backup = inSync(boot).get(0);
    ServiceFile service = boot.data().service();
    try (Arbiter arbiter = Arbiter.connect(service.arbiter(), service.service())) {
      arbiter.register(backup, Registration.REMOVED).join();
    }
    await().atMost(PATIENCE).until(() -> !inSync(boot).contains(backup));

    assertThat(boot.start(backup, System.out::println)).isTrue();

    assertThat(inSync(boot)).hasSize(2).contains(backup);
  }

  /** Whoever says nothing has nothing to do with it. */
  private static void switchOverWhileAnotherStandsStill(BootServer boot) throws Exception {
    String next = inSync(boot).get(0);
    String still = inSync(boot).get(1);
    signal(boot, still, "-STOP");
    try {
      assertThat(boot.switchOver(Optional.of(next), System.out::println))
          .startsWith(next + " is the primary");
    } finally {
      signal(boot, still, "-CONT");
    }
    await().atMost(PATIENCE).until(() -> inSync(boot).size() == 2);
  }

  private static void signal(BootServer boot, String name, String signal) throws Exception {
    String pid = Long.toString(boot.pid(name).orElseThrow());
    assertThat(new ProcessBuilder("kill", signal, pid).inheritIO().start().waitFor()).isZero();
  }

  private static void removePrimary(BootServer boot, Tellers tellers) {
    String primary = serving(boot);
    String next = inSync(boot).get(1);
    tellers.longestPauseMillis();

    System.out.println(boot.remove(primary, Optional.of(next), System.out::println));

    awaitMore(tellers);
    System.out.println("longest pause of all clients: " + tellers.longestPauseMillis() + " ms");
    assertThat(serving(boot)).isEqualTo(next);
    assertThat(boot.data().service().instances()).hasSize(2);
    assertThat(boot.data().instance(primary).resolve("database")).isNotEmptyDirectory();
    assertThatThrownBy(() -> boot.add(primary, Purpose.MEMBER, Optional.empty(), line -> {}))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("is there already");
    // nobody waits for it, nor tries to reach it
    assertThat(boot.state().serving().orElseThrow().answer().orElseThrow())
        .doesNotContainKey("peer." + primary);
  }

  private static void compare(BootServer boot) throws Exception {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                boot.state().instances().stream()
                    .allMatch(each -> boot.state().lag(each).orElse(-1) == 0));
    List<String> names =
        boot.state().instances().stream().map(each -> each.place().name()).toList();
    boot.down(System.out::println);
    Databases compared =
        new Databases().compare(database(boot, names.get(0)), database(boot, names.get(1)));
    assertThat(compared.differences()).isEmpty();
  }

  private static List<String> inSync(BootServer boot) {
    return boot.state().record().orElseThrow().inSync().stream()
        .map(member -> member.instance())
        .toList();
  }

  private static Path database(BootServer boot, String name) {
    return boot.data().instance(name).resolve("database/understudy");
  }

  private static String serving(BootServer boot) {
    Optional<InstanceState> serving =
        await().atMost(PATIENCE).until(() -> boot.state().serving(), Optional::isPresent);
    return serving.orElseThrow().place().name();
  }

  private static void awaitMore(Tellers tellers) {
    long before = tellers.answered();
    await().atMost(PATIENCE).until(() -> tellers.answered() >= before + SOME);
  }
}
