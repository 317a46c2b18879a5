package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.Founding;
import io.understudy.boot.server.Installation;
import io.understudy.boot.server.InstanceState;
import io.understudy.torture.Databases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A primary with two backups, each a process of its own. */
class TripleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int SOME = 300;

  @TempDir private Path directory;

  @Test
  void shouldLoseNothingWhenTwoPrimariesAreKilledOneAfterTheOtherUnderLoad() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Founding founding = new Founding(Optional.of(2), Optional.empty());
    try (BootServer boot =
        BootServer.openOrFound(Installation.located(), directory.resolve("data"), founding)) {
      try {
        boot.up(Optional.empty(), System.out::println);
        killTwo(boot, seed);
        compare(boot);
      } finally {
        boot.undo();
        boot.down(line -> {});
      }
    }
  }

  private static void killTwo(BootServer boot, long seed) throws Exception {
    try (Tellers tellers = new Tellers("triple", boot.addresses().toArray(String[]::new))) {
      tellers.start(seed);
      awaitMore(tellers);

      // the other backup goes on under the one that takes over
      boot.kill(serving(boot));
      awaitMore(tellers);
      assertThat(boot.state().record().orElseThrow().inSync()).hasSize(1);
      assertThat(boot.state().isDegraded()).isFalse();

      boot.kill(serving(boot));
      awaitMore(tellers);
      assertThat(boot.state().isDegraded()).isTrue();

      boot.up(Optional.empty(), System.out::println);
      assertThat(boot.state().record().orElseThrow().inSync()).hasSize(2);
      tellers.finish();
      assertThat(tellers.differences()).isEmpty();
    }
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
    for (String name : names.subList(1, names.size())) {
      Databases compared =
          new Databases().compare(database(boot, names.get(0)), database(boot, name));
      assertThat(compared.differences()).as(name).isEmpty();
    }
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
