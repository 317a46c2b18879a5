package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.torture.Databases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup comes back with a part of a transaction in its database, as H2 may leave it. */
@Tag("long")
class TornCommitTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String PART =
      "insert into UND_MESSAGE"
          + " (CLIENT_ID, CLIENT_NUMBER, FIRST_NUMBER, SSN, REQUESTS, BODY_BYTES, ANSWERED, BODY)"
          + " values ('torn', 3, 2, 999999, 2, 1, X'00', X'')";

  @TempDir Path directory;
  private Pair pair;

  @BeforeEach
  void make() {
    pair = new Pair(directory);
    pair.restore();
  }

  @AfterEach
  void end() {
    pair.close();
  }

  @Test
  void shouldBringItUpAnewWhenItsDatabaseContradictsTheEntries() throws Exception {
    // given
    pair.create(0, 1000);
    String primary = pair.primary().place().name();
    String backup = pair.other(primary);
    pair.boot().kill(backup);
    tear(backup);
    pair.boot().start(backup, System.out::println);

    // when the primary commits what the backup's database has a part of
    try (BareClient client = new BareClient(pair.primary().place().address(), "torn", 1)) {
      client.receiveWelcome();
      client.request(1, "create", "{\"key\":\"torn\",\"value\":40}");
      client.request(2, "add", "{\"key\":\"torn\",\"delta\":1}");
      assertThat(client.receiveAnswer(2).response().body().text()).isEqualTo("41");
    }

    // then it is emptied and copied to, without an operator
    await().atMost(PATIENCE).until(() -> pair.wasCopiedTo(backup));
    pair.restore();
    pair.assertInSync(backup);
    pair.awaitSameCommitted();
    assertThat(Files.readString(pair.boot().data().instance(backup).resolve("server.log")))
        .contains("its database refuses what " + primary + " has committed");
    pair.boot().down(line -> {});
    assertThat(new Databases().compare(pair.database(primary), pair.database(backup)).differences())
        .isEmpty();
  }

  private void tear(String name) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:h2:file:" + pair.database(name), "understudy", "understudy");
        Statement statement = connection.createStatement()) {
      statement.execute(PART);
    }
  }
}
