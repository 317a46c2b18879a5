package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.Founding;
import io.understudy.boot.server.Installation;
import io.understudy.boot.server.ServiceState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pair whose record is kept by the user's own ZooKeeper, which is neither started nor stopped.
 */
@Tag("long")
class EnsembleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int SOME = 300;

  @TempDir private Path directory;

  @Test
  void shouldServeAndTakeOverWhenTheRecordIsAtAnEnsembleOfTheUsers() throws Exception {
    Path elsewhere = directory.resolve("elsewhere");
    try (BootServer ensemble =
        BootServer.openOrFound(Installation.located(), elsewhere, Founding.single())) {
      ensemble.restartArbiter(System.out::println);
      try {
        serve(ensemble.data().service().arbiter());

        assertThat(ensemble.state().arbiterAnswers()).as("goes on after down").isTrue();
      } finally {
        ensemble.down(System.out::println);
      }
    }
  }

  private void serve(String address) throws Exception {
    Founding founding = new Founding(Optional.of(1), Optional.of(address));
    try (Pair pair = new Pair(directory.resolve("data"), founding)) {
      pair.restore();
      assertThat(pair.state().arbiterPid()).isEmpty();
      assertThat(pair.state().service().arbiter()).isEqualTo(address);
      try (Tellers tellers = new Tellers("ensemble", pair.addresses())) {
        tellers.start(System.nanoTime());
        awaitMore(tellers);
        String first = pair.primary().place().name();

        pair.boot().kill(first);

        awaitMore(tellers);
        ServiceState state = pair.state();
        assertThat(state.record().orElseThrow().primary().instance()).isEqualTo(pair.other(first));
        pair.boot().start(first, System.out::println);
        pair.assertInSync(first);
        tellers.finish();
        assertThat(tellers.differences()).isEmpty();
      }

      // and goes on there after a stop of all
      pair.boot().down(System.out::println);
      pair.restore();
      assertThat(pair.state().serving()).isPresent();
    }
  }

  private static void awaitMore(Tellers tellers) {
    long before = tellers.answered();
    await().atMost(PATIENCE).until(() -> tellers.answered() >= before + SOME);
  }
}
