package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.boot.server.BootServer;
import io.understudy.boot.server.Founding;
import io.understudy.boot.server.Installation;
import io.understudy.client.StatusProbe;
import io.understudy.protocol.message.ServerMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a loss of power takes from an H2 database: all since its last sync. The log stays. */
@Tag("long")
class LateSyncTest {
  private static final int UNSYNCED = 100;
  private static final int TRIES = 10;

  /** No sync is begun sooner after the one before. */
  private static final long BETWEEN_SYNCS_MILLIS = 1000;

  private static final String ADD = "{\"key\":\"n\",\"delta\":1}";

  @TempDir Path directory;
  private BootServer boot;
  private Path database;
  private Path copy;
  private final Map<Long, ServerMessage.Answer> told = new LinkedHashMap<>();
  private long attempt;

  @BeforeEach
  void start() {
    boot = BootServer.openOrFound(Installation.located(), directory, Founding.single());
    boot.up(Optional.empty(), System.out::println);
    database = directory.resolve("a/database/understudy.mv.db");
    copy = directory.resolve("copy.mv.db");
  }

  @AfterEach
  void stop() {
    boot.undo();
    boot.down(line -> {});
    boot.close();
  }

  @Test
  void shouldLoseNothingWhenTheDatabaseLosesWhatItHadNotSynced() throws Exception {
    // given commits after the last sync, and the database as that sync left it
    try (BareClient client = new BareClient(address(), "late", ++attempt)) {
      client.receiveWelcome();
      ask(client, "create", "{\"key\":\"n\",\"value\":0}");
    }
    boolean unsynced = false;
    for (int i = 0; i < TRIES && !unsynced; i++) {
      unsynced = killBetweenSyncs();
      if (!unsynced) {
        boot.start("a", line -> {});
      }
    }
    assertThat(unsynced).as("a sync came in between each time: the machine is too slow").isTrue();
    assertThat(position(copy)).isLessThan(told.get((long) told.size()).ssn());

    // when these commits are lost
    Files.copy(copy, database, StandardCopyOption.REPLACE_EXISTING);
    boot.start("a", System.out::println);

    // then each request has its first answer still, and was executed once
    try (BareClient client = new BareClient(address(), "late", ++attempt)) {
      assertThat(client.receiveWelcome().highest()).isEqualTo(told.size());
      for (long number = 2; number <= told.size(); number++) {
        client.request(number, "add", ADD);
        assertThat(client.receiveAnswer(number)).isEqualTo(told.get(number));
      }
      assertThat(ask(client, "add", ADD).response().body().text())
          .isEqualTo(String.valueOf(told.size() - 1));
    }
  }

  /** Whether it was killed before the sync after the one that the copy was made at began. */
  private boolean killBetweenSyncs() throws Exception {
    long begun;
    try (BareClient client = new BareClient(address(), "late", ++attempt)) {
      client.receiveWelcome();
      begun = System.nanoTime();
      ask(client, "add", ADD);
      await().pollInterval(Duration.ofMillis(5)).until(this::isSynced);
      copyWhileItStands();
      for (int i = 1; i <= UNSYNCED; i++) {
        client.request(told.size() + i, "add", ADD);
      }
      for (long last = told.size() + UNSYNCED, number = told.size() + 1; number <= last; number++) {
        told.put(number, client.receiveAnswer(number));
      }
      boot.kill("a");
    }
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) < BETWEEN_SYNCS_MILLIS;
  }

  private boolean isSynced() {
    Map<String, String> said = StatusProbe.ask(address(), "store", Duration.ofSeconds(5));
    return said.get("committed").equals(said.get("synced"));
  }

  private void copyWhileItStands() throws Exception {
    signal("-STOP");
    try {
      Files.copy(database, copy, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      signal("-CONT");
    }
  }

  private void signal(String signal) throws Exception {
    String pid = String.valueOf(boot.pid("a").getAsLong());
    assertThat(new ProcessBuilder("kill", signal, pid).start().waitFor()).isZero();
  }

  private ServerMessage.Answer ask(BareClient client, String operation, String json)
      throws Exception {
    long number = told.size() + 1;
    client.request(number, operation, json);
    told.put(number, client.receiveAnswer(number));
    return told.get(number);
  }

  private String address() {
    return boot.addresses().get(0);
  }

  private static long position(Path database) throws Exception {
    String file = database.toString().replace(".mv.db", "");
    String url = "jdbc:h2:file:" + file + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r";
    try (Connection connection = DriverManager.getConnection(url, "understudy", "understudy");
        ResultSet row =
            connection
                .createStatement()
                .executeQuery("SELECT POSITION_SSN FROM UND_INSTANCE WHERE ID = 1")) {
      row.next();
      return row.getLong(1);
    }
  }
}
