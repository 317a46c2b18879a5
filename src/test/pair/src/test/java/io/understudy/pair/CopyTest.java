package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.boot.server.InstanceSettings;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.torture.Databases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * While clients transfer, a backup is brought up: by a full copy if it is empty or too far behind
 * the operation log, else from the log.
 */
class CopyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int OBJECTS = 20_000;
  private static final int SOME = 500;

  /** Rows of the operation log; of what a copy under way needs there may be twice as many. */
  private static final int LOG_ROWS = 20_000;

  @TempDir static Path directory;
  private static Pair pair;

  @BeforeAll
  static void make() {
    pair = new Pair(directory);
    String rows = Integer.toString(LOG_ROWS);
    pair.boot()
        .up(
            Optional.of(
                InstanceSettings.of(Map.of("understudy.operation-log-rows", rows), "the test")),
            System.out::println);
  }

  @AfterAll
  static void end() {
    pair.close();
  }

  @Test
  void shouldHaveAllOfItWhenABackupIsBroughtUpUnderLoadByACopyOrFromTheLog() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    String clientId = UUID.randomUUID().toString();
    ServerMessage.Answer told;
    try (Tellers tellers = new Tellers("copied", pair.addresses())) {
      // given a backup that has lost all it had
      pair.create(0, OBJECTS);
      try (BareClient client = new BareClient(pair.primary().place().address(), clientId, 1)) {
        client.receiveWelcome();
        client.request(1, "create", "{\"key\":\"%s\",\"value\":40}".formatted(clientId));
        client.request(2, "add", "{\"key\":\"%s\",\"delta\":1}".formatted(clientId));
        told = client.receiveAnswer(2);
      }
      tellers.start(seed, Tellers.BUSY_MILLIS);
      String primary = pair.primary().place().name();
      String backup = pair.other(primary);
      pair.boot().kill(backup);
      awaitMore(tellers);
      pair.empty(backup);

      // when
      tellers.longestPauseMillis();
      long answered = tellers.answered();
      pair.boot().start(backup, System.out::println);

      // then it is in sync, and takes over when the other is lost
      pair.assertInSync(backup);
      assertThat(pair.wasCopiedTo(backup)).isTrue();
      long paused = tellers.longestPauseMillis();
      System.out.println("longest pause of all clients: " + paused + " ms");
      assertThat(tellers.answered())
          .as("the source goes on serving")
          .isGreaterThan(answered + SOME);
      assertThat(paused).isLessThan(5_000);
      awaitMore(tellers);
      pair.boot().kill(primary);
      awaitMore(tellers);
      assertThat(pair.primary().place().name()).isEqualTo(backup);
      pair.assertHas(0, OBJECTS);
      try (BareClient client = new BareClient(pair.primary().place().address(), clientId, 2)) {
        assertThat(client.receiveWelcome().highest()).isEqualTo(2);
        client.request(2, "add", "{\"key\":\"%s\",\"delta\":1}".formatted(clientId));
        assertThat(client.receiveAnswer(2)).isEqualTo(told);
      }
      awaitMore(tellers);
      tellers.finish();
      assertThat(tellers.differences()).isEmpty();

      // and the other, which has missed less than the operation log holds, catches up from that
      pair.boot().start(primary, System.out::println);
      pair.assertInSync(primary);
      assertThat(pair.wasCopiedTo(primary)).isFalse();

      // and is copied to when it has missed more
      pair.boot().kill(primary);
      long missedFrom = Long.parseLong(pair.primary().said("committed"));
      pair.create(OBJECTS, LOG_ROWS + SOME);
      await()
          .atMost(PATIENCE)
          .until(() -> Long.parseLong(pair.primary().said("log-from")) > missedFrom + 1);
      pair.boot().start(primary, System.out::println);
      pair.assertInSync(primary);
      assertThat(pair.wasCopiedTo(primary)).isTrue();
      // though nobody had anything to say to it meanwhile
      Thread.sleep(1_000);
      pair.assertServes(backup);
      pair.assertInSync(primary);
    }

    // and both databases hold the same, object by object
    pair.awaitSameCommitted();
    pair.boot().down(System.out::println);
    Databases compared = new Databases().compare(pair.database("a"), pair.database("b"));
    assertThat(compared.differences()).isEmpty();
    assertThat(compared.rows()).isGreaterThan(2L * OBJECTS);
  }

  private static void awaitMore(Tellers tellers) {
    long before = tellers.answered();
    await().atMost(PATIENCE).until(() -> tellers.answered() >= before + SOME);
  }
}
