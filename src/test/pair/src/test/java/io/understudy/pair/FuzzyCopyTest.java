package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.understudy.boot.server.BootException;
import io.understudy.boot.server.Founding;
import io.understudy.boot.server.InstanceSettings;
import io.understudy.torture.Databases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While clients work as fast as they can, a backup is brought up by a copy without a snapshot. */
@Tag("long")
class FuzzyCopyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int OBJECTS = 20_000;
  private static final int SOME = 2_000;

  /** Records copied, and how many there are. */
  private static final Pattern COPIED = Pattern.compile("copied (\\d+) of (\\d+)");

  @TempDir Path directory;

  @Test
  void shouldHaveAllOfItWhenABackupIsCopiedToFuzzilyUnderFullLoad() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Path data = directory.resolve("data");
    try (Pair pair = new Pair(SingleStore.make(directory.resolve("home")), data, Founding.pair())) {
      pair.boot().up(fuzzily(), System.out::println);
      pair.create(0, OBJECTS);
      try (Keepers keepers = new Keepers(pair.addresses())) {
        // given a backup that has lost all it had
        keepers.start(seed);
        String primary = pair.primary().place().name();
        String backup = pair.other(primary);
        pair.boot().kill(backup);
        awaitMore(keepers);
        pair.empty(backup);

        // when
        pair.boot().start(backup, line -> tell(line, keepers));

        // then it is in sync, and takes over when the other is lost
        pair.assertInSync(backup);
        assertThat(pair.wasCopiedTo(backup)).isTrue();
        awaitMore(keepers);
        pair.boot().kill(primary);
        awaitMore(keepers);
        keepers.finish();
        assertThat(keepers.differences()).isEmpty();
      }

      // and both databases hold the same, object by object
      pair.restore();
      pair.awaitSameCommitted();
      pair.boot().down(System.out::println);
      Databases compared = new Databases().compare(pair.database("a"), pair.database("b"));
      assertThat(compared.differences()).isEqualTo(List.of());
      assertThat(compared.rows()).isGreaterThan(OBJECTS);
    }
  }

  @Test
  void shouldNotStartWhenTheServiceHasAnOperationOverSeveralObjects() {
    try (Pair pair = new Pair(directory)) {
      assertThatThrownBy(() -> pair.boot().up(fuzzily(), System.out::println))
          .isInstanceOf(BootException.class)
          .hasMessageContaining("understudy.fuzzy-copy")
          .hasMessageContaining("transfer");
    }
  }

  /** The load is full until as many records have come as there were: all objects are among them. */
  private static void tell(String line, Keepers keepers) {
    System.out.println(line);
    Matcher copied = COPIED.matcher(line);
    if (copied.find() && copied.group(1).equals(copied.group(2)) && !copied.group(1).equals("0")) {
      keepers.slowDown();
    }
  }

  private static Optional<InstanceSettings> fuzzily() {
    return Optional.of(InstanceSettings.of(Map.of("understudy.fuzzy-copy", "1"), "the test"));
  }

  private static void awaitMore(Keepers keepers) {
    long before = keepers.answered();
    await().atMost(PATIENCE).until(() -> keepers.answered() >= before + SOME);
  }
}
