package io.understudy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client against real brokers, behind which fake instances answer. */
@Timeout(60)
class UnderstudyClientTest {
  private final ServiceTable table = new ServiceTable("a");
  private FakeInstance a;
  private FakeInstance b;

  @BeforeEach
  void startInstances() throws Exception {
    int portA = FakeInstance.freePort();
    int portB = FakeInstance.freePort();
    Map<String, String> addresses = Map.of("a", "127.0.0.1:" + portA, "b", "127.0.0.1:" + portB);
    a = new FakeInstance("a", portA, table, addresses);
    b = new FakeInstance("b", portB, table, addresses);
    a.start();
    b.start();
  }

  @AfterEach
  void stopInstances() throws Exception {
    a.kill();
    b.kill();
  }

  private ClientBuilder client() {
    return UnderstudyClient.builder("store").clientId("c").instances(a.address(), b.address());
  }

  private static CompletableFuture<Reply> put(UnderstudyClient client, String text) {
    return client.submit("put", text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<CompletableFuture<Reply>> put(UnderstudyClient client, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> put(client, "" + i)).toList();
  }

  private static List<String> texts(int to) {
    return IntStream.range(0, to).mapToObj(i -> "" + i).toList();
  }

  private static void assertAllAnswered(List<CompletableFuture<Reply>> futures) throws Exception {
    for (int i = 0; i < futures.size(); i++) {
      Reply reply = futures.get(i).get(20, TimeUnit.SECONDS);
      assertThat(reply.text()).isEqualTo("done " + i);
      assertThat(reply.number()).isEqualTo(i + 1);
    }
  }

  private static Throwable failure(CompletableFuture<Reply> future) {
    Throwable thrown = catchThrowable(() -> future.get(20, TimeUnit.SECONDS));
    assertThat(thrown).isInstanceOf(ExecutionException.class);
    return thrown.getCause();
  }

  @Test
  void shouldAnswerWhenARequestIsSubmitted() throws Exception {
    try (UnderstudyClient client = client().open()) {
      Reply reply = put(client, "x").get(10, TimeUnit.SECONDS);

      assertThat(reply.text()).isEqualTo("done x");
      assertThat(reply.number()).isEqualTo(1);
      assertThat(reply.ssn()).isEqualTo(1);
      assertThat(reply.epoch()).isEqualTo(1);
      assertThat(reply.isError()).isFalse();
    }
  }

  @Test
  void shouldReplyWithTheErrorWhenTheOperationDeclaresIt() throws Exception {
    try (UnderstudyClient client = client().open()) {
      Reply reply = client.submit("fail", new byte[0]).get(10, TimeUnit.SECONDS);

      assertThat(reply.code()).isEqualTo("FAILED");
    }
  }

  @Test
  void shouldFailWhenTheServiceRefuses() {
    try (UnderstudyClient client = client().open()) {
      Throwable refused = failure(client.submit("unknown", new byte[0]));

      assertThat(refused)
          .isInstanceOfSatisfying(
              RefusedException.class,
              e -> {
                assertThat(e.code()).isEqualTo("UNKNOWN_OPERATION");
                assertThat(e.retry()).isEqualTo(Retry.SAFE);
              });
    }
  }

  @Test
  void shouldSayThatItCannotBeKnownWhenTheServiceHasForgottenTheAnswer() {
    try (UnderstudyClient client = client().open()) {
      Throwable forgotten = failure(client.submit("forgotten", new byte[0]));

      assertThat(forgotten)
          .isInstanceOfSatisfying(
              ForgottenException.class, e -> assertThat(e.retry()).isEqualTo(Retry.BY_NUMBER_ONLY))
          .hasMessageContaining("Its answer was dropped.");
    }
  }

  @Test
  void shouldSendManyRequestsInAMessageWhenManyAreOutstanding() throws Exception {
    try (UnderstudyClient client = client().open()) {
      client.lastNumber();

      assertAllAnswered(put(client, 0, 5000));

      assertThat(table.executed()).isEqualTo(texts(5000));
      assertThat(a.messages()).isLessThan(2500);
    }
  }

  @Test
  void shouldSendARequestSoonWhenManyAreOnTheirWayAndNoOtherComes() throws Exception {
    try (UnderstudyClient client = client().open()) {
      client.lastNumber();
      a.setMute(true);
      put(client, 0, 30);
      await().during(Duration.ofMillis(60)).until(() -> a.messages() > 0);
      int before = a.messages();

      put(client, "30");

      // sooner than the silence after which all would be sent elsewhere
      await().atMost(Duration.ofMillis(300)).until(() -> a.messages() > before);
    }
  }

  @Test
  void shouldCarryALargeRequestWhenItIsWithinTheLimit() throws Exception {
    try (UnderstudyClient client = client().open()) {
      String large = "x".repeat(UnderstudyClient.LARGEST_REQUEST);

      assertThat(put(client, large).get(20, TimeUnit.SECONDS).text()).isEqualTo("done " + large);
      assertThatThrownBy(() -> put(client, large + "x"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void shouldFindThePrimaryWhenItAsksAnotherInstanceFirst() throws Exception {
    try (UnderstudyClient client =
        UnderstudyClient.builder("store").instances(b.address()).open()) {
      assertThat(put(client, "x").get(10, TimeUnit.SECONDS).text()).isEqualTo("done x");
      assertThat(b.messages()).isZero();
    }
  }

  @Test
  void shouldNotSeeAFailoverWhenThePrimaryIsKilled() throws Exception {
    try (UnderstudyClient client = client().open()) {
      List<CompletableFuture<Reply>> futures = new ArrayList<>(put(client, 0, 2000));

      table.failOverTo("b");
      a.kill();
      futures.addAll(put(client, 2000, 4000));

      assertAllAnswered(futures);
      assertThat(table.executed()).as("each once, in order").isEqualTo(texts(4000));
      assertThat(futures.get(3999).get().epoch()).isEqualTo(2);
    }
  }

  @Test
  void shouldHaveAConnectionReadyWhenThePrimaryIsKilled() throws Exception {
    try (UnderstudyClient client = client().open()) {
      await().until(() -> b.answerQueues().size() == 1);
      Set<String> before = b.answerQueues();

      table.failOverTo("b");
      a.kill();

      assertThat(put(client, "0").get(10, TimeUnit.SECONDS).epoch()).isEqualTo(2);
      assertThat(before).contains(b.replyTo("c"));
    }
    await().until(() -> b.answerQueues().isEmpty());
  }

  @Test
  void shouldMakeAConnectionWhenTheOneInReserveIsLostToo() throws Exception {
    try (UnderstudyClient client = client().open()) {
      await().until(() -> b.answerQueues().size() == 1);
      b.kill();
      put(client, "0").get(10, TimeUnit.SECONDS);
      b.start();

      table.failOverTo("b");
      a.kill();

      assertThat(put(client, "1").get(10, TimeUnit.SECONDS).epoch()).isEqualTo(2);
    }
  }

  @Test
  void shouldNoticeAtOnceWhenThePrimaryIsStopped() throws Exception {
    try (UnderstudyClient client = client().open()) {
      put(client, "0").get(10, TimeUnit.SECONDS);

      table.failOverTo("b");
      a.stop();

      await().atMost(Duration.ofSeconds(5)).until(() -> b.greeted() == 1);
      assertThat(put(client, "1").get(10, TimeUnit.SECONDS).epoch()).isEqualTo(2);
    }
  }

  @Test
  void shouldResendWhenThePrimaryFallsSilent() throws Exception {
    try (UnderstudyClient client = client().open()) {
      client.lastNumber();
      a.setMute(true);
      List<CompletableFuture<Reply>> futures = put(client, 0, 100);

      table.failOverTo("b");

      assertAllAnswered(futures);
      assertThat(table.executed()).isEqualTo(texts(100));
    }
  }

  @Test
  void shouldGoOnWhenTheOnlyInstanceIsRestarted() throws Exception {
    b.kill();
    try (UnderstudyClient client = client().open()) {
      List<CompletableFuture<Reply>> futures = new ArrayList<>(put(client, 0, 100));
      futures.get(99).get(10, TimeUnit.SECONDS);

      a.kill();
      futures.addAll(put(client, 100, 200));
      a.start();

      assertAllAnswered(futures);
      assertThat(table.executed()).isEqualTo(texts(200));
    }
  }

  @Test
  void shouldHoldTheCallerBackWhenTheBoundIsReached() throws Exception {
    a.setMute(true);
    b.setMute(true);
    try (UnderstudyClient client = client().maxOutstanding(10).open()) {
      List<CompletableFuture<Reply>> futures = new ArrayList<>(put(client, 0, 10));

      CompletableFuture<Void> held =
          CompletableFuture.runAsync(() -> futures.addAll(put(client, 10, 20)));
      await()
          .during(Duration.ofMillis(300))
          .atMost(Duration.ofSeconds(5))
          .until(() -> !held.isDone() && futures.size() == 10);
      a.setMute(false);

      held.get(20, TimeUnit.SECONDS);
      assertAllAnswered(futures);
    }
  }

  @Test
  void shouldBeHeldBackWhenTheBrokerIsFull() throws Exception {
    b.kill();
    try (UnderstudyClient client = client().open()) {
      client.lastNumber();
      a.pause();
      byte[] large = new byte[100 << 10];

      List<CompletableFuture<Reply>> futures =
          IntStream.range(0, 100).mapToObj(i -> client.submit("put", large)).toList();
      CompletableFuture<Reply> late = client.submit("put", large, Duration.ofMillis(300));

      assertThat(failure(late)).as("time goes on").isInstanceOf(DeadlineException.class);
      assertThat(a.waitingBytes()).isBetween(1L, FakeInstance.REQUESTS_LIMIT + (4L << 20));
      a.resume();
      for (CompletableFuture<Reply> future : futures) {
        future.get(20, TimeUnit.SECONDS);
      }
      assertThat(table.executed()).hasSizeBetween(100, 101);
    }
  }

  @Test
  void shouldGoElsewhereWhenAFullBrokerIsKilled() throws Exception {
    try (UnderstudyClient client = client().open()) {
      client.lastNumber();
      a.pause();
      byte[] large = new byte[100 << 10];
      List<CompletableFuture<Reply>> futures =
          IntStream.range(0, 100).mapToObj(i -> client.submit("put", large)).toList();
      await().until(() -> a.waitingBytes() >= FakeInstance.REQUESTS_LIMIT);

      table.failOverTo("b");
      a.kill();

      for (CompletableFuture<Reply> future : futures) {
        future.get(20, TimeUnit.SECONDS);
      }
      assertThat(table.executed()).hasSize(100);
    }
  }

  @Test
  void shouldNotWaitForItselfWhenAnAnswerSubmitsTheNextRequest() throws Exception {
    try (UnderstudyClient client = client().maxOutstanding(1).open()) {
      CompletableFuture<Reply> chain = put(client, "0");
      for (int i = 1; i < 50; i++) {
        String next = "" + i;
        chain = chain.thenCompose(reply -> put(client, next));
      }

      assertThat(chain.get(20, TimeUnit.SECONDS).number()).isEqualTo(50);
    }
  }

  @Test
  void shouldSayWhatARetryMeansWhenTheDeadlinePasses() throws Exception {
    try (UnderstudyClient client = client().open()) {
      client.lastNumber();
      a.setMute(true);
      b.setMute(true);
      byte[] x = "x".getBytes(StandardCharsets.UTF_8);

      Throwable sent = failure(client.submit("put", x, Duration.ofMillis(200)));
      assertThat(sent)
          .isInstanceOfSatisfying(
              DeadlineException.class,
              e -> {
                assertThat(e.retry()).isEqualTo(Retry.BY_NUMBER_ONLY);
                assertThat(e.number()).isEqualTo(1);
              });

      await().until(() -> !client.isOpen() || failsUnsent(client));
      a.setMute(false);
      assertThat(failure(client.recall(1)))
          .as("the fake never took it")
          .isInstanceOf(RefusedException.class);
    }
  }

  private static boolean failsUnsent(UnderstudyClient client) {
    Throwable failed = failure(client.submit("put", new byte[0], Duration.ofMillis(50)));
    return ((UnderstudyException) failed).retry() == Retry.SAFE;
  }

  @Test
  void shouldTellTheOlderClientWhenANewerHasItsId() throws Exception {
    try (UnderstudyClient older = client().open()) {
      put(older, "x").get(10, TimeUnit.SECONDS);

      try (UnderstudyClient newer = client().open()) {
        assertThat(newer.lastNumber()).isEqualTo(1);
        await().until(() -> failure(put(older, "lost")) instanceof SupersededException);
        assertThat(newer.recall(1).get(10, TimeUnit.SECONDS).text()).isEqualTo("done x");
        assertThat(put(newer, "y").get(10, TimeUnit.SECONDS).number()).isEqualTo(2);
      }
    }
    assertThat(table.executed()).containsExactly("x", "y");
  }

  @Test
  void shouldFailWhatIsOutstandingWhenClosed() {
    a.setMute(true);
    b.setMute(true);
    UnderstudyClient client = client().open();
    CompletableFuture<Reply> future = put(client, "x");

    client.close();
    client.close();

    assertThat(failure(future)).isInstanceOf(ClosedException.class);
    assertThat(failure(put(client, "y"))).isInstanceOf(ClosedException.class);
    assertThatThrownBy(client::lastNumber).isInstanceOf(ClosedException.class);
  }

  @Test
  void shouldAskAnyInstanceWhenItsStatusIsWanted() throws Exception {
    assertThat(StatusProbe.ask(b.address(), "store", Duration.ofSeconds(5)))
        .containsEntry("instance", "b");

    b.kill();
    assertThatThrownBy(() -> StatusProbe.ask(b.address(), "store", Duration.ofSeconds(1)))
        .isInstanceOf(UnreachableException.class);
    assertThatThrownBy(() -> StatusProbe.ask(a.address(), "other", Duration.ofSeconds(1)))
        .isInstanceOf(UnreachableException.class);
  }
}
