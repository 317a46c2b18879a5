package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.boot.server.Founding;
import io.understudy.boot.server.InstanceState;
import io.understudy.torture.Databases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A primary with four backups, each a process of its own: any of them may go, and any but one. */
@Tag("long")
class FourBackupsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int SOME = 300;

  @TempDir private Path directory;

  @Test
  void shouldLoseNothingWhenAnyIsLostAndAnyButOneAfterTheOther() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Founding founding = new Founding(Optional.of(4), Optional.empty());
    try (Pair service = new Pair(directory.resolve("data"), founding)) {
      service.restore();
      assertThat(inSync(service)).hasSize(4);
      printMemory(service);
      try (Tellers tellers = new Tellers("four", service.addresses())) {
        tellers.start(seed);
        loseEach(service, tellers);
        loseAllButOne(service, tellers);
        tellers.finish();
        assertThat(tellers.differences()).isEmpty();

        // four that start and catch up at once need the processors for themselves
        service.restore();
        assertThat(inSync(service)).hasSize(4);
        removePrimary(service);
        assertThat(tellers.differences()).isEmpty();
      }
      compare(service);
    }
  }

  /** Each is lost once, whatever it is by then, and comes back under load. */
  private static void loseEach(Pair service, Tellers tellers) {
    for (InstanceState each : service.state().instances()) {
      String name = each.place().name();
      tellers.longestPauseMillis();
      String role = service.state().instance(name).role();

      service.boot().kill(name);
      awaitMore(tellers);

      System.out.println(
          name + ", " + role + ", is lost: paused for " + tellers.longestPauseMillis() + " ms");
      await().atMost(PATIENCE).until(() -> inSync(service).size() == 3);
      assertThat(service.state().isDegraded()).isFalse();
      service.boot().start(name, System.out::println);
      assertThat(inSync(service)).hasSize(4);
    }
  }

  /** Always the primary, so that each of the others takes over from one that was just lost. */
  private static void loseAllButOne(Pair service, Tellers tellers) {
    for (int left = 4; left > 0; left--) {
      service.boot().kill(service.primary().place().name());
      awaitMore(tellers);
    }
    assertThat(service.state().isDegraded()).isTrue();
  }

  /** One of the others, whichever is least behind, takes over first. */
  private static void removePrimary(Pair service) {
    String primary = service.primary().place().name();
    List<String> others = inSync(service);

    System.out.println(service.boot().remove(primary, Optional.empty(), System.out::println));

    assertThat(service.primary().place().name()).isIn(others);
    assertThat(inSync(service)).hasSize(3).doesNotContain(primary);
    assertThat(service.state().instances()).hasSize(4);
  }

  private static void compare(Pair service) throws Exception {
    service.awaitSameCommitted();
    List<String> names =
        service.state().instances().stream().map(each -> each.place().name()).toList();
    service.boot().down(System.out::println);
    for (String name : names.subList(1, 4)) {
      Databases compared =
          new Databases().compare(service.database(names.get(0)), service.database(name));
      assertThat(compared.differences()).as(name).isEmpty();
      assertThat(compared.rows()).isGreaterThan(SOME);
    }
  }

  private static void printMemory(Pair service) {
    System.out.println(
        "memory of each in MiB: "
            + service.state().instances().stream()
                .map(each -> each.rssKib().orElse(0) / 1024)
                .toList());
  }

  private static List<String> inSync(Pair service) {
    return service.state().record().orElseThrow().inSync().stream()
        .map(member -> member.instance())
        .toList();
  }

  private static void awaitMore(Tellers tellers) {
    long before = tellers.answered();
    await().atMost(PATIENCE).until(() -> tellers.answered() >= before + SOME);
  }
}
