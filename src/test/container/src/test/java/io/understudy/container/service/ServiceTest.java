package io.understudy.container.service;

import static io.understudy.container.service.StoreClient.add;
import static io.understudy.container.service.StoreClient.await;
import static io.understudy.container.service.StoreClient.key;
import static io.understudy.container.service.StoreClient.transfer;
import static io.understudy.container.service.StoreClient.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.client.RefusedException;
import io.understudy.client.Reply;
import io.understudy.client.StatusProbe;
import io.understudy.client.SupersededException;
import io.understudy.client.UnderstudyClient;
import io.understudy.protocol.message.Connection;
import io.understudy.protocol.message.ServerMessage.Answer;
import io.understudy.protocol.message.ServerMessage.Goodbye;
import io.understudy.protocol.message.ServerMessage.Reason;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The resource adapter, the application and H2 in the container, as clients see them. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
@Tag("service")
class ServiceTest {
  private static final int LIMIT = 1 << 20;

  /** The table is looked through once in a quarter of the retention time. */
  private static final Duration SILENCE = Duration.ofSeconds(2L * ServiceSetUp.RETENTION_SECONDS);

  private StoreClient client;
  private String rich;
  private String full;

  /** The application as it is built. */
  @Deployment(testable = false)
  static WebArchive application() {
    return ShrinkWrap.createFromZipFile(
        WebArchive.class, new File("../../../web/war/target/store.war"));
  }

  @BeforeEach
  void begin() throws Exception {
    client = new StoreClient();
    rich = fresh();
    full = fresh();
    client.result("create", value(rich, "100"));
    client.result("create", value(full, Long.toString(Long.MAX_VALUE)));
  }

  @AfterEach
  void end() throws Exception {
    // Sums of later tests are not to carry these.
    client.result("delete", key(rich));
    client.result("delete", key(full));
    client.close();
  }

  @Test
  void shouldAnswerMutationsInOrderAndQueriesWhenAClientSubmitsThem() throws Exception {
    // given
    String key = fresh();
    Reply created = client.call("create", value(key, "{\"a\":\"ä😀\",\"b\":1}"));

    // when
    Reply merged = client.call("merge", "{\"key\":\"" + key + "\",\"fields\":{\"b\":null}}");
    Reply queried = client.call("get", key(key));

    // then
    assertThat(merged.ssn()).isGreaterThan(created.ssn());
    assertThat(queried.ssn()).as("a query takes no place in the order").isZero();
    assertThat(queried.text()).isEqualTo("{\"a\":\"ä😀\"}");
    assertThat(client.result("transfer", transfer(rich, account(), 30))).isEqualTo("null");
    assertThat(client.result("get", key(rich))).isEqualTo("70");
    client.result("delete", key(key));
    assertThat(client.codeOf("get", key(key))).isEqualTo("NOT_FOUND");
  }

  /** Another account. */
  private String account() throws Exception {
    String other = fresh();
    client.result("create", value(other, "0"));
    return other;
  }

  @Test
  void shouldGiveTheStoredResponseWhenACommittedRequestComesOnAnotherConnection() throws Exception {
    // FIG. 4B
    String clientId = fresh();
    Answer told;
    try (BareClient first = new BareClient(clientId)) {
      first.receiveWelcome();
      told = first.ask(7, "add", add(rich, 1));
    }

    try (BareClient second = new BareClient(clientId, 2)) {
      assertThat(second.receiveWelcome().highest()).isEqualTo(7);
      assertThat(second.ask(7, "add", add(rich, 1))).isEqualTo(told);
    }

    assertThat(told.response().body().text()).isEqualTo("101");
    assertThat(client.result("get", key(rich))).isEqualTo("101");
  }

  @Test
  void shouldGiveTheStoredResponseWhenAClientComesBackAndAsksForIt() throws Exception {
    // given
    String clientId = fresh();
    Reply told;
    try (StoreClient first = new StoreClient(clientId)) {
      told = first.call("add", add(rich, 1));
    }

    // when
    try (StoreClient second = new StoreClient(clientId)) {
      UnderstudyClient library = second.library();
      long last = library.lastNumber();
      Reply recalled = await(library.recall(last));

      // then
      assertThat(last).isEqualTo(told.number());
      assertThat(recalled).isEqualTo(told);
      assertThatThrownBy(() -> await(library.recall(last + 1)))
          .cause()
          .isInstanceOfSatisfying(
              RefusedException.class, e -> assertThat(e.code()).isEqualTo("OUT_OF_ORDER"));
    }
    assertThat(client.result("get", key(rich))).isEqualTo("101");
  }

  @Test
  void shouldAnswerWithAnErrorAndChangeNothingWhenTheInputIsBad() throws Exception {
    String text = fresh();
    client.result("create", value(text, "\"1\""));
    List<String> keys = List.of(rich, full, text);
    String before = client.state(keys);
    String none = fresh();
    String long256 = "k".repeat(256);
    String beyond = "9223372036854775808";
    List<String> wrong = new ArrayList<>();
    // operation, arguments, code
    for (String[] bad :
        new String[][] {
          {"nonsense", key(rich), "UNKNOWN_OPERATION"},
          {"ADD", add(rich, 1), "UNKNOWN_OPERATION"},
          {"add", "", "BAD_JSON"},
          {"add", "[]", "BAD_JSON"},
          {"add", "{\"key\":\"" + rich + "\",\"delta\":1", "BAD_JSON"},
          {"add", add(rich, 1) + "x", "BAD_JSON"},
          {"put", "{\"key\":\"" + rich + "\",\"value\":01}", "BAD_JSON"},
          {"put", value(rich, "[".repeat(5000)), "BAD_JSON"},
          {"add", key(rich), "BAD_ARGUMENT"},
          {"add", "{\"key\":\"" + rich + "\",\"delta\":\"1\"}", "BAD_ARGUMENT"},
          {"add", "{\"key\":\"" + rich + "\",\"delta\":1.5}", "BAD_ARGUMENT"},
          {"add", "{\"key\":\"" + rich + "\",\"delta\":" + beyond + "}", "BAD_ARGUMENT"},
          {"add", "{\"key\":\"" + rich + "\",\"delta\":1,\"also\":1}", "BAD_ARGUMENT"},
          {"add", "{\"key\":1,\"delta\":1}", "BAD_ARGUMENT"},
          {"get", "{\"key\":null}", "BAD_ARGUMENT"},
          {"get", "{", "BAD_JSON"},
          {"get", key(none), "NOT_FOUND"},
          {"delete", key(none), "NOT_FOUND"},
          {"add", add(none, 1), "NOT_FOUND"},
          {"merge", "{\"key\":\"" + none + "\",\"fields\":{}}", "NOT_FOUND"},
          {"create", value(rich, "1"), "EXISTS"},
          {"put", value("", "1"), "BAD_KEY"},
          {"put", value(long256, "1"), "BAD_KEY"},
          {"put", value("a\\u0000", "1"), "BAD_ARGUMENT"},
          {"add", add(text, 1), "NOT_A_NUMBER"},
          {"add", add(full, 1), "OVERFLOW"},
          {"transfer", transfer(rich, rich, 1), "SAME_ACCOUNT"},
          {"transfer", transfer(rich, full, -1), "BAD_AMOUNT"},
          {"transfer", transfer(rich, full, 0), "BAD_AMOUNT"},
          {"transfer", transfer(rich, full, 1), "OVERFLOW"},
          {"transfer", transfer(rich, full, beyond), "BAD_ARGUMENT"},
          {"transfer", transfer(rich, text, 1), "NOT_A_NUMBER"},
          {"transfer", transfer(none, rich, 1), "NOT_FOUND"},
          {"transfer", transfer(rich, none, 1), "NOT_FOUND"},
          {"transfer", transfer(rich, full, 101), "INSUFFICIENT"},
        }) {
      String code = client.codeOf(bad[0], bad[1]);
      if (!code.equals(bad[2])) {
        wrong.add(bad[0] + " " + bad[1] + " is answered with " + code + ", not " + bad[2]);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(client.state(keys)).isEqualTo(before);
    client.result("delete", key(text));
  }

  @Test
  void shouldTakeAPayloadAsLongAsTheLimitAndRefuseALongerOne() throws Exception {
    String key = fresh();
    int around = value(key, "\"\"").length();
    String longest = value(key, "\"" + "x".repeat(LIMIT - around) + "\"");

    assertThat(client.codeOf("put", longest.replace("xx\"", "xxx\""))).isEqualTo("TOO_LARGE");
    assertThat(client.codeOf("get", key(key))).isEqualTo("NOT_FOUND");
    client.result("put", longest);
    assertThat(client.result("get", key(key))).hasSize(LIMIT - around + 2);
    client.result("delete", key(key));
  }

  @Test
  void shouldRefuseTheClientWhenItsIdIsNone() throws Exception {
    String longest = "i".repeat(Connection.CLIENT_ID_LIMIT);
    for (String id : List.of("", " ", "a\0b", longest + "i")) {
      try (BareClient bare = new BareClient(id)) {
        assertThat(((Goodbye) bare.receive()).reason()).isEqualTo(Reason.BAD_CLIENT_ID);
        bare.request(1, "add", add(rich, 1));
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new StoreClient(id))
          .withMessageContaining("1 to " + Connection.CLIENT_ID_LIMIT);
    }
    try (BareClient bare = new BareClient(longest)) {
      bare.receiveWelcome();
      assertThat(bare.ask(1, "add", add(rich, 1)).response().body().text()).isEqualTo("101");
    }
  }

  @Test
  void shouldRefuseTheRequestAndChangeNothingWhenItsNumberIsNone() throws Exception {
    try (BareClient bare = new BareClient(fresh())) {
      bare.receiveWelcome();
      for (long number : new long[] {0, -1, Long.MIN_VALUE}) {
        assertRefused("BAD_NUMBER", bare.ask(number, "add", add(rich, 1)));
      }
      bare.ask(5, "add", add(rich, 1));
      assertRefused("NUMBER_REUSED", bare.ask(5, "add", add(rich, 2)));
      assertRefused("NUMBER_REUSED", bare.ask(5, "delete", key(rich)));
      assertRefused("OUT_OF_ORDER", bare.ask(4, "add", add(rich, 1)));

      // the highest there is; beyond it numbers are negative
      bare.ask(Long.MAX_VALUE, "add", add(rich, 1));
      assertRefused("BAD_NUMBER", bare.ask(Long.MAX_VALUE + 1, "add", add(rich, 1)));
      assertThat(bare.ask(5, "add", add(rich, 1)).response().body().text()).isEqualTo("101");
    }
    assertThat(client.result("get", key(rich))).isEqualTo("102");
  }

  @Test
  void shouldRefuseTheRequestWhenItsNumberIsBelowWhatWasForgotten() throws Exception {
    try (BareClient bare = new BareClient(fresh())) {
      // given
      bare.receiveWelcome();
      bare.ask(1, "add", add(rich, 1));
      bare.ask(100_000, "add", add(rich, 1));

      // when
      bare.request(100_001, 100_000, "add", add(rich, 1));
      bare.receiveAnswer(100_001);
      bare.ask(100_002, "add", add(rich, 1));

      // then
      assertRefused("FORGOTTEN", bare.ask(1, "add", add(rich, 1)));
      assertRefused("FORGOTTEN", bare.ask(2, "add", add(rich, 1)));
      assertThat(bare.ask(100_000, "add", add(rich, 1)).response().body().text()).isEqualTo("102");
    }
    assertThat(client.result("get", key(rich))).isEqualTo("104");
  }

  @Test
  void shouldForgetTheClientWhenItHasBeenSilentForTheRetentionTime() throws Exception {
    // given a client that has gone without a word
    String clientId = fresh();
    try (BareClient bare = new BareClient(clientId)) {
      bare.receiveWelcome();
      bare.ask(1, "add", add(rich, 1));
      bare.ask(2, "add", add(rich, 1));
    }

    // when it comes back long after; each time it asks it counts as heard
    Thread.sleep(SILENCE.toMillis());

    // then what it did is neither known nor done again, and it can go on
    try (BareClient bare = new BareClient(clientId, 2)) {
      assertThat(bare.receiveWelcome().floor()).isEqualTo(2);
      assertRefused("FORGOTTEN", bare.ask(1, "add", add(rich, 1)));
      assertRefused("FORGOTTEN", bare.ask(2, "add", add(rich, 1)));
      assertThat(bare.ask(3, "add", add(rich, 1)).response().body().text()).isEqualTo("103");
    }
    assertThat(client.result("get", key(rich))).isEqualTo("103");
  }

  private static void assertRefused(String code, Answer answer) {
    assertThat(answer.refused()).isTrue();
    assertThat(answer.ssn()).isZero();
    assertThat(answer.response().code()).isEqualTo(code);
    assertThat(answer.response().body().text()).isNotBlank();
  }

  @Test
  void shouldGoOnWhenAMessageMakesNoSense() throws Exception {
    try (BareClient bare = new BareClient(fresh())) {
      bare.receiveWelcome();
      bare.send(new byte[0]);
      bare.send("nonsense".getBytes(StandardCharsets.UTF_8));
      bare.send(new byte[3 << 20]);
      bare.send(new byte[5 << 20]);

      // and this client's own large ones, which the broker keeps in files, are understood
      String large = "\"" + "x".repeat(500_000) + "\"";
      assertThat(bare.ask(1, "put", value(rich, large)).response().isError()).isFalse();
    }
    assertThat(client.result("get", key(rich))).hasSize(500_002);
  }

  @Test
  void shouldTellTheOlderWhenASecondClientComesWithTheSameId() throws Exception {
    String clientId = fresh();
    try (StoreClient older = new StoreClient(clientId)) {
      Reply first = older.call("add", add(rich, 1));

      try (StoreClient newer = new StoreClient(clientId)) {
        Reply second = newer.call("add", add(rich, 1));

        assertThat(second.number()).isGreaterThan(first.number());
        assertThatThrownBy(() -> older.call("add", add(rich, 1)))
            .hasCauseInstanceOf(SupersededException.class);
        assertThat(newer.result("add", add(rich, 1))).isEqualTo("103");
      }
    }
  }

  @Test
  void shouldHoldClientsBackAndAnswerAllWhenTheyAskMoreThanTheBounds() throws Exception {
    // given a client of more than the server takes, and one of less
    int each = 40 * ServiceSetUp.MAX_PENDING;
    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    try (StoreClient many = new StoreClient(fresh(), 16 * ServiceSetUp.MAX_PENDING);
        StoreClient few = new StoreClient(fresh(), 4)) {
      // when
      for (int i = 0; i < each; i++) {
        replies.add(many.submit("add", add(rich, 1)));
        if (i % 10 == 0) {
          replies.add(few.submit("add", add(rich, 1)));
        }
      }

      // then
      assertThat(status()).as("answered while requests are held back").containsKey("role");
      for (CompletableFuture<Reply> reply : replies) {
        assertThat(await(reply).isError()).isFalse();
      }
      assertThat(many.library().resent()).isZero();
    }
    assertThat(client.result("get", key(rich))).isEqualTo(String.valueOf(100 + replies.size()));
  }

  private static Map<String, String> status() {
    return StatusProbe.ask(ServiceSetUp.address(), ServiceSetUp.SERVICE, Duration.ofSeconds(10));
  }

  private static String fresh() {
    return UUID.randomUUID().toString();
  }
}
