package io.understudy.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.understudy.boot.server.BootException;
import io.understudy.boot.server.InstanceState;
import io.understudy.client.Reply;
import io.understudy.client.UnderstudyClient;
import io.understudy.protocol.instance.Report;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.protocol.message.ServerMessage.Reason;
import io.understudy.torture.Databases;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Number of the line in the log that tells of a divergence. */
  private static final String DIVERGED = "UND%04d".formatted(1 + Report.Kind.DIVERGED.ordinal());

  private static final int SOME = 500;
  private static final int SWITCHOVERS = 5;

  @TempDir static Path directory;
  private static Pair pair;

  @BeforeAll
  static void make() {
    pair = new Pair(directory.resolve("data of a pair"));
  }

  /** Whatever the tests have done to the pair, both databases hold the same, object by object. */
  @AfterAll
  static void compare() throws Exception {
    try {
      pair.restore();
      pair.awaitSameCommitted();
      // they know how much their message tables hold
      assertThat(
              pair.state().instances().stream()
                  .map(each -> each.said("message-rows") + ", " + each.said("message-bytes"))
                  .distinct())
          .hasSize(1);
      pair.boot().down(System.out::println);
      Databases compared = new Databases().compare(pair.database("a"), pair.database("b"));
      assertThat(compared.differences()).isEmpty();
      assertThat(compared.rows()).isGreaterThan(SOME);
    } finally {
      pair.close();
    }
  }

  @BeforeEach
  void restore() {
    pair.restore();
  }

  @Test
  void shouldOnlyPauseWhenThePrimaryIsSwitchedOverUnderLoad() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    try (Tellers tellers = new Tellers("switchover", pair.addresses())) {
      tellers.start(seed);
      awaitMore(tellers);
      List<Long> pauses = new ArrayList<>();
      for (int i = 0; i < SWITCHOVERS; i++) {
        String before = pair.primary().place().name();
        String other = pair.other(before);
        tellers.longestPauseMillis();

        pair.boot().switchOver(i % 2 == 0 ? Optional.of(other) : Optional.empty(), line -> {});

        assertThat(pair.primary().place().name()).isEqualTo(other);
        assertInSync(before);
        awaitMore(tellers);
        pauses.add(tellers.longestPauseMillis());
      }
      tellers.finish();

      assertThat(tellers.differences()).isEmpty();
      System.out.println("pauses of the switchovers in ms: " + pauses);
      // far less than the detection time, which the loss of a server may cost; the machine may be
      // busy
      assertThat(pauses.stream().sorted().skip(SWITCHOVERS / 2).findFirst().orElseThrow())
          .isLessThan(500);
    }
  }

  @Test
  void shouldFindOutAndRebuildTheBackupWhenItsDataWasChangedBehindItsBack() throws Exception {
    // given a backup in whose database somebody has changed an object
    String counter = counter();
    String primary = pair.primary().place().name();
    String backup = pair.other(primary);
    call("create", "{\"key\":\"%s\",\"value\":1}".formatted(counter));
    pair.awaitSameCommitted();
    pair.boot().stop(backup);
    String url = "jdbc:h2:file:" + pair.database(backup) + ";IFEXISTS=TRUE";
    try (Connection connection = DriverManager.getConnection(url, "understudy", "understudy");
        PreparedStatement change =
            connection.prepareStatement(
                "UPDATE STORED_OBJECT SET VALUE_NUMBER = 1000 WHERE OBJECT_KEY = ?")) {
      change.setString(1, counter);
      assertThat(change.executeUpdate()).isEqualTo(1);
    }
    pair.boot().start(backup, System.out::println);
    assertInSync(backup);

    // when it counts on from there
    String answer = call("add", one(counter));

    // then the primary's answer stands, and both say where the backup differs first
    assertThat(answer).isEqualTo("2");
    for (String name : List.of(primary, backup)) {
      Path log = pair.boot().data().instance(name).resolve("server.log");
      await().atMost(PATIENCE).until(() -> Files.readString(log).contains(DIVERGED));
      assertThat(Files.readString(log))
          .containsPattern(
              DIVERGED
                  + "[^\n]*response of entry \\d+, the first to differ: digest \\S+ at "
                  + primary
                  + ", \\S+ at "
                  + backup);
    }

    // and the backup is brought up anew, and right
    await().atMost(PATIENCE).until(() -> pair.state().isInSync(pair.state().instance(backup)));
    pair.awaitSameCommitted();
    pair.boot().switchOver(Optional.of(backup), line -> {});
    assertThat(get(counter)).isEqualTo("2");
    pair.boot().down(System.out::println);
    Databases compared = new Databases().compare(pair.database("a"), pair.database("b"));
    assertThat(compared.differences()).isEmpty();

    // and goes on where it stopped when it is started again
    pair.restore();
    assertThat(get(counter)).isEqualTo("2");
    assertThat(call("add", one(counter))).isEqualTo("3");
  }

  @Test
  void shouldListenOnLoopbackOnly() throws Exception {
    Set<String> addresses = new TreeSet<>();
    for (InstanceState instance : pair.state().instances()) {
      addresses.addAll(listening(instance.pid().orElseThrow()));
    }
    addresses.addAll(listening(pair.state().arbiterPid().orElseThrow()));

    // 127.0.0.1, also as IPv6 has it, and ::1, as Linux writes them
    assertThat(addresses)
        .isNotEmpty()
        .isSubsetOf(
            "0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000");
  }

  /** Addresses of the sockets on which a process listens. */
  private static Set<String> listening(long pid) throws IOException {
    Set<String> own = new HashSet<>();
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path file : files.toList()) {
        try {
          own.add(Files.readSymbolicLink(file).toString());
        } catch (NoSuchFileException closed) {
          // since it was listed; what is listened on stays open
        }
      }
    }
    Set<String> addresses = new TreeSet<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] columns = line.trim().split("\\s+");
        if (columns[3].equals("0A") && own.contains("socket:[" + columns[9] + "]")) {
          addresses.add(columns[1].substring(0, columns[1].indexOf(':')));
        }
      }
    }
    return addresses;
  }

  @Test
  void shouldNameTheCauseWhenItCannotSwitchOver() {
    String primary = pair.primary().place().name();
    String backup = pair.other(primary);

    assertThatThrownBy(() -> pair.boot().switchOver(Optional.of("x"), line -> {}))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("no instance x");
    assertThatThrownBy(() -> pair.boot().switchOver(Optional.of(primary), line -> {}))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("primary already");
    pair.boot().kill(backup);
    await()
        .atMost(PATIENCE)
        .until(() -> pair.state().isDegraded() && pair.state().serving().isPresent());
    assertThatThrownBy(() -> pair.boot().switchOver(Optional.empty(), line -> {}))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("No backup is in sync");
    assertThat(pair.primary().place().name()).isEqualTo(primary);
  }

  @Test
  void shouldGiveTheOneResponseWhenARequestIsSentAgainWhileInProgress() throws Exception {
    // FIG. 4A
    String counter = counter();
    try (BareClient client =
        new BareClient(pair.primary().place().address(), UUID.randomUUID().toString(), 1)) {
      client.receiveWelcome();
      client.request(1, "create", "{\"key\":\"%s\",\"value\":0}".formatted(counter));
      client.receiveAnswer(1);

      for (int again = 0; again < 3; again++) {
        client.request(2, "add", one(counter));
      }
      client.request(3, "add", one(counter));

      ServerMessage.Answer answer = client.receiveAnswer(2);
      assertThat(answer.response().body().text()).isEqualTo("1");
      assertThat(client.receiveAnswer(3).response().body().text()).isEqualTo("2");
    }
    assertThat(get(counter)).isEqualTo("2");
  }

  @Test
  void shouldGiveTheStoredResponseWhenACommittedRequestIsSentAgain() throws Exception {
    // FIG. 4B: to the primary that answered it, and to the one that took its place
    String counter = counter();
    String clientId = UUID.randomUUID().toString();
    String first = pair.primary().place().name();
    ServerMessage.Answer told;
    try (BareClient client = new BareClient(pair.primary().place().address(), clientId, 1)) {
      client.receiveWelcome();
      client.request(1, "create", "{\"key\":\"%s\",\"value\":40}".formatted(counter));
      client.request(2, "add", one(counter));
      told = client.receiveAnswer(2);
      client.request(2, "add", one(counter));
      assertThat(client.receiveAnswer(2)).isEqualTo(told);
    }

    pair.boot().kill(first);

    String survivor = pair.primary().place().address();
    try (BareClient client = new BareClient(survivor, clientId, 2)) {
      assertThat(client.receiveWelcome().highest()).isEqualTo(2);
      client.request(2, "add", one(counter));
      assertThat(client.receiveAnswer(2)).isEqualTo(told);
    }
    assertThat(told.response().body().text()).isEqualTo("41");
    assertThat(get(counter)).isEqualTo("41");
  }

  @Test
  void shouldRefuseANumberWhenItIsUsedAgainForAnotherRequest() throws Exception {
    String counter = counter();
    try (BareClient client =
        new BareClient(pair.primary().place().address(), UUID.randomUUID().toString(), 1)) {
      client.receiveWelcome();
      client.request(1, "create", "{\"key\":\"%s\",\"value\":0}".formatted(counter));
      client.receiveAnswer(1);

      client.request(1, "delete", "{\"key\":\"%s\"}".formatted(counter));

      ServerMessage.Answer answer = client.receiveAnswer(1);
      assertThat(answer.refused()).isTrue();
    }
    assertThat(get(counter)).isEqualTo("0");
  }

  @Test
  void shouldAnswerNoQueryFromWhatItHadWhenAReplacedPrimaryGoesOn() throws Exception {
    String counter = counter();
    call("create", "{\"key\":\"%s\",\"value\":1}".formatted(counter));
    String first = pair.primary().place().name();
    try (BareClient client =
        new BareClient(pair.primary().place().address(), UUID.randomUUID().toString(), 1)) {
      client.receiveWelcome();
      client.request(1, "get", "{\"key\":\"%s\"}".formatted(counter));
      assertThat(client.receiveAnswer(1).response().body().text()).isEqualTo("1");

      // the query waits in its socket, and is the first thing that it sees
      pair.signal(first, "-STOP");
      try {
        client.request(2, "get", "{\"key\":\"%s\"}".formatted(counter));
        assertThat(call("add", one(counter))).isEqualTo("2");
      } finally {
        pair.signal(first, "-CONT");
      }

      // it finds out that it was replaced, and has taken the query before it hears what follows it
      client.receiveGoodbye();
      client.greet();
      assertThat(client.receiveGoodbye().reason()).isIn(Reason.NOT_PRIMARY, Reason.NOT_READY);
      assertThat(client.answerWithin(2, 1_000)).isEmpty();
    }
    assertThat(pair.primary().place().name()).isNotEqualTo(first);
    assertThat(get(counter)).isEqualTo("2");
  }

  @Test
  void shouldNameThePrimaryWhenAClientComesToTheBackup() throws Exception {
    String primary = pair.primary().place().name();
    String backup = pair.state().instance(pair.other(primary)).place().address();
    try (BareClient client = new BareClient(backup, UUID.randomUUID().toString(), 1)) {
      ServerMessage.Goodbye goodbye = (ServerMessage.Goodbye) client.receive();

      assertThat(goodbye.reason()).isEqualTo(Reason.NOT_PRIMARY);
      assertThat(goodbye.primary()).isEqualTo(primary);
      assertThat(goodbye.instances()).containsEntry(primary, pair.primary().place().address());
    }
  }

  private static void awaitMore(Tellers tellers) {
    long before = tellers.answered();
    await().atMost(PATIENCE).until(() -> tellers.answered() >= before + SOME);
  }

  private static void assertInSync(String name) {
    pair.assertInSync(name);
    assertThat(pair.state().isDegraded()).isFalse();
  }

  private static String counter() {
    return "counter:" + UUID.randomUUID();
  }

  private static String one(String counter) {
    return "{\"key\":\"%s\",\"delta\":1}".formatted(counter);
  }

  private static String get(String key) throws Exception {
    return call("get", "{\"key\":\"%s\"}".formatted(key));
  }

  private static String call(String operation, String json) throws Exception {
    try (UnderstudyClient client =
        UnderstudyClient.builder("store").instances(pair.addresses()).open()) {
      byte[] arguments = json.getBytes(StandardCharsets.UTF_8);
      Reply reply = client.submit(operation, arguments).get(60, TimeUnit.SECONDS);
      return reply.text();
    }
  }
}
