package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.Founding;
import io.understudy.boot.server.Installation;
import io.understudy.boot.server.InstanceSettings;
import io.understudy.boot.server.SharedFate;
import io.understudy.protocol.Purpose;
import io.understudy.torture.Databases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pair with a spare and a remote replica, each a process of its own. */
@Tag("long")
class SpareTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int SOME = 300;

  @TempDir private Path directory;

  @Test
  void shouldBringUpTheSpareWhenThePrimaryStaysAwayWhileTheReplicaFollows() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    InstanceSettings soon =
        InstanceSettings.of(Map.of("understudy.spare-seconds", "2"), "the test");
    try (BootServer boot =
        BootServer.openOrFound(
            Installation.located(), directory.resolve("data"), Founding.pair())) {
      try {
        boot.up(Optional.of(soon), System.out::println);
        try (Tellers tellers = new Tellers("spare", boot.addresses().toArray(String[]::new))) {
          tellers.start(seed);
          addSpareAndReplica(boot);
          loseThePrimary(boot, tellers);
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

  private static void addSpareAndReplica(BootServer boot) {
    boot.add("s", Purpose.SPARE, Optional.empty(), System.out::println);
    assertThat(boot.state().instance("s").role()).isEqualTo("spare");
    assertThat(committed(boot, "s")).isZero();

    boot.add("r", Purpose.REMOTE, Optional.empty(), System.out::println);
    assertThat(boot.state().instance("r").role()).isEqualTo("remote");
    assertThat(committed(boot, "r")).isPositive();
    assertThat(inSync(boot)).containsExactly("b");
    assertThat(boot.state().shared()).containsExactly(new SharedFate(List.of("a", "b", "r"), true));
  }

  private static void loseThePrimary(BootServer boot, Tellers tellers) {
    boot.kill("a");
    awaitMore(tellers);
    await().atMost(PATIENCE).until(() -> inSync(boot).equals(List.of("s")));
    assertThat(boot.state().record().orElseThrow().primary().instance()).isEqualTo("b");

    // its place is taken
    boot.start("a", System.out::println);
    assertThat(boot.state().instance("a").role()).isEqualTo("spare");
    assertThat(inSync(boot)).containsExactly("s");

    // and it takes that of the spare, which is removed
    boot.remove("s", Optional.empty(), System.out::println);
    await().atMost(PATIENCE).until(() -> inSync(boot).equals(List.of("a")));
    awaitMore(tellers);
  }

  private static void compare(BootServer boot) throws Exception {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                boot.state().instances().stream()
                    .allMatch(each -> boot.state().lag(each).orElse(-1) == 0));
    boot.down(System.out::println);
    for (String name : List.of("b", "r")) {
      Databases compared = new Databases().compare(database(boot, "a"), database(boot, name));
      assertThat(compared.differences()).as(name).isEmpty();
    }
  }

  private static long committed(BootServer boot, String name) {
    return Long.parseLong(boot.state().instance(name).said("committed"));
  }

  private static List<String> inSync(BootServer boot) {
    return boot.state().record().orElseThrow().inSync().stream()
        .map(member -> member.instance())
        .toList();
  }

  private static Path database(BootServer boot, String name) {
    return boot.data().instance(name).resolve("database/understudy");
  }

  private static void awaitMore(Tellers tellers) {
    long before = tellers.answered();
    await().atMost(PATIENCE).until(() -> tellers.answered() >= before + SOME);
  }
}
