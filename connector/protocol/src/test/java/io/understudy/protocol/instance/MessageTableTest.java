package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.ClientNumber;
import io.understudy.protocol.Effect;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Moment;
import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import io.understudy.protocol.TableSize;
import io.understudy.protocol.message.ClientMessage.Bye;
import io.understudy.protocol.message.ClientMessage.Hello;
import io.understudy.protocol.message.ClientMessage.Recall;
import io.understudy.protocol.message.ClientMessage.Request;
import io.understudy.protocol.message.ClientMessage.Requests;
import io.understudy.protocol.message.Connection;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.protocol.message.ServerMessage.Answer;
import io.understudy.protocol.message.ServerMessage.Goodbye;
import io.understudy.protocol.message.ServerMessage.Reason;
import io.understudy.protocol.message.ServerMessage.Responses;
import io.understudy.protocol.message.ServerMessage.Welcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageTableTest implements MessageTable.Intake {
  private static final Connection FIRST = new Connection("client", 1, 1);
  private static final Connection AGAIN = new Connection("client", 1, 2);

  private final Recorded actions = new Recorded();
  private final List<Long> taken = new ArrayList<>();
  private final List<ClientNumber> forgotten = new ArrayList<>();
  private final TableBounds bounds =
      new TableBounds(Settings.DEFAULT, new Reporter("a", actions.actions()));
  private final MessageTable table =
      new MessageTable(
          Settings.DEFAULT, Map.of("add", true, "get", false), actions.actions(), bounds);

  @Override
  public void take(String clientId, Request request, Moment now) {
    taken.add(request.number());
  }

  @Override
  public void forget(String clientId, long number, Moment now) {
    forgotten.add(new ClientNumber(clientId, number));
  }

  private void greet(Connection connection) {
    table.onHello(new Hello(connection, "reply" + connection.attempt()), 1, Map.of(), at(0));
  }

  private void request(Connection connection, long ordinal, long number, String text) {
    Request request = new Request(number, "add", Payload.of(text));
    table.onRequests(
        new Requests(connection, ordinal, 0, List.of(request)), 1, Map.of(), this, at(0));
  }

  private void query(Connection connection, long ordinal, long number, String text) {
    Request request = new Request(number, "get", Payload.of(text));
    table.onRequests(
        new Requests(connection, ordinal, 0, List.of(request)), 1, Map.of(), this, at(0));
  }

  private void commit(long number) {
    table.onCommitted(request(number), Response.EMPTY);
  }

  private List<ServerMessage> told() {
    return actions.arguments("respond", 1, ServerMessage.class);
  }

  private List<Answer> answers() {
    return told().stream()
        .filter(Responses.class::isInstance)
        .flatMap(message -> ((Responses) message).answers().stream())
        .toList();
  }

  @Test
  void shouldWelcomeOnlyWhenLeased() {
    greet(FIRST);
    table.onClientStanding(FIRST, 5, 0);
    table.flush(1, false, Map.of());
    assertThat(told()).isEmpty();

    table.flush(1, true, Map.of());

    assertThat(told()).containsExactly(new Welcome(1, 1, 5, 0, Map.of()));
  }

  @Test
  void shouldTellWhoWasWelcomedWhenInstancesCome() {
    Map<String, String> two = Map.of("a", "host:1", "b", "host:2");
    greet(FIRST);
    table.onClientStanding(FIRST, 5, 0);
    table.tellInstances(1, two);
    assertThat(told()).as("before the welcome, which tells all").isEmpty();
    table.flush(1, true, two);
    actions.clear();

    Map<String, String> one = Map.of("b", "host:2");
    table.tellInstances(2, one);

    assertThat(told()).containsExactly(new ServerMessage.Instances(1, 2, one));
  }

  @Test
  void shouldHeedNothingThatWasReadForAnEarlierConnection() {
    // given a client that has come again, as when this instance was the primary once before
    greet(AGAIN);

    // when what was read for its earlier connection comes late
    table.onClientStanding(FIRST, 5, 0);
    table.flush(1, true, Map.of());

    // then it is not known yet where the client stands
    assertThat(told()).isEmpty();
  }

  @Test
  void shouldAnswerWithoutLeaseWhenCommitted() {
    greet(FIRST);
    table.onClientStanding(FIRST, 0, 0);
    request(FIRST, 1, 1, "x");
    commit(1);

    table.flush(1, false, Map.of());

    assertThat(answers()).containsExactly(new Answer(1, 1, false, Response.EMPTY));
  }

  /** Another may be the primary by now, and may have committed what the query has not seen. */
  @Test
  void shouldKeepTheAnswerToAQueryWhenTheLeaseHasLapsedUntilThereIsOneAgain() {
    greet(FIRST);
    table.onClientStanding(FIRST, 0, 0);
    table.flush(1, true, Map.of());
    query(FIRST, 1, 1, "x");
    actions.clear();
    table.onQueried(FIRST, 1, Response.EMPTY);

    table.flush(1, false, Map.of());
    assertThat(told()).isEmpty();
    assertThat(table.gated()).isEqualTo(1);

    table.flush(1, true, Map.of());
    assertThat(answers()).containsExactly(new Answer(1, 0, false, Response.EMPTY));
    assertThat(table.gated()).isZero();
  }

  /** Its client bears no silence as long as it takes, and asks again on another connection. */
  @Test
  void shouldRunAQueryOnceAndAnswerItWhereItWasAskedForLast() {
    greet(FIRST);
    table.onClientStanding(FIRST, 0, 0);
    query(FIRST, 1, 1, "x");
    greet(AGAIN);
    query(AGAIN, 1, 1, "x");

    table.onQueried(FIRST, 1, Response.EMPTY);
    table.flush(1, true, Map.of());

    assertThat(actions.calls("query")).hasSize(1);
    assertThat(answers()).containsExactly(new Answer(1, 0, false, Response.EMPTY));
    assertThat(told().get(told().size() - 1)).extracting("attempt").isEqualTo(2L);
  }

  @Test
  void shouldRunAQueryOnceMoreWhenItIsAskedForAfterItsAnswerWasDropped() {
    greet(FIRST);
    table.onClientStanding(FIRST, 0, 0);
    query(FIRST, 1, 1, "x");
    greet(AGAIN);
    table.onQueried(FIRST, 1, Response.EMPTY);
    table.flush(1, true, Map.of());
    assertThat(answers()).isEmpty();

    query(AGAIN, 1, 1, "x");
    table.onQueried(AGAIN, 1, Response.EMPTY);
    table.flush(1, true, Map.of());

    assertThat(actions.calls("query")).hasSize(2);
    assertThat(answers()).hasSize(1);
  }

  /** Two sessions, or a client that errs, may mean different things by one number. */
  @Test
  void shouldNotAnswerAQueryWithWhatWasReadForAnother() {
    Connection other = new Connection("client", 2, 1);
    greet(FIRST);
    table.onClientStanding(FIRST, 0, 0);
    query(FIRST, 1, 1, "x");
    query(FIRST, 2, 2, "x");
    greet(other);
    query(other, 1, 1, "x");
    greet(new Connection("client", 2, 2));
    query(new Connection("client", 2, 2), 1, 1, "y");

    table.onQueried(FIRST, 1, Response.EMPTY);
    table.onQueried(FIRST, 2, Response.EMPTY);
    table.onQueried(other, 1, Response.EMPTY);
    table.flush(1, true, Map.of());

    assertThat(answers()).isEmpty();
    assertThat(actions.calls("query")).hasSize(4);
  }

  /** What was read in an earlier term may have been stale then, whatever lease there is now. */
  @Test
  void shouldNotAnswerAQueryWithWhatWasReadInAnEarlierTerm() {
    greet(FIRST);
    table.onClientStanding(FIRST, 0, 0);
    query(FIRST, 1, 1, "x");
    table.close(1, "b", Map.of());
    greet(AGAIN);
    table.onClientStanding(AGAIN, 0, 0);
    query(AGAIN, 1, 1, "x");

    table.onQueried(FIRST, 1, Response.EMPTY);
    table.flush(2, true, Map.of());

    assertThat(answers()).isEmpty();
    assertThat(actions.calls("query")).hasSize(2);
  }

  @Test
  void shouldForgetAClientThatIsGoneOnceItsQueryHasBeenRun() {
    greet(FIRST);
    table.onClientStanding(FIRST, 0, 0);
    query(FIRST, 1, 1, "x");

    table.onGone("reply1");
    assertThat(table.connectedClients()).isEqualTo(1);
    table.onQueried(FIRST, 1, Response.EMPTY);

    assertThat(table.connectedClients()).isZero();
  }

  @Test
  void shouldTakeRequestOnceWhenItIsSentAgainInProgress() {
    greet(FIRST);
    table.onClientStanding(FIRST, 0, 0);
    request(FIRST, 1, 1, "x");
    greet(AGAIN);
    request(AGAIN, 1, 1, "x");
    commit(1);

    table.flush(1, true, Map.of());

    assertThat(taken).containsExactly(1L);
    assertThat(answers()).hasSize(1);
  }

  @Test
  void shouldLookUpResponseWhenItIsSentAgainAfterCommit() {
    greet(FIRST);
    table.onClientStanding(FIRST, 3, 0);

    request(FIRST, 1, 2, "x");

    assertThat(taken).isEmpty();
    assertThat(actions.calls("lookUp")).containsExactly(List.of(FIRST, List.of(2L)));
  }

  @Test
  void shouldRefuseWhenNumberIsUsedAgainWithOtherContent() {
    greet(FIRST);
    table.onClientStanding(FIRST, 0, 0);
    request(FIRST, 1, 1, "x");
    request(FIRST, 2, 1, "y");

    table.flush(1, true, Map.of());

    assertThat(answers()).extracting(answer -> answer.response().code()).contains("NUMBER_REUSED");
  }

  @Test
  void shouldSayForgottenWhenRowIsGone() {
    greet(FIRST);
    table.onClientStanding(FIRST, 9, 5);
    request(FIRST, 1, 4, "x");

    table.onStored(FIRST, List.of(4L), Map.of());
    table.flush(1, true, Map.of());

    assertThat(answers()).extracting(answer -> answer.response().code()).contains("FORGOTTEN");
  }

  @Test
  void shouldRefuseNewRequestsWhenTooManyAnswersAreNotAcknowledgedAndTakeThemWhenTheyAre() {
    // given a client that has come as far as it may without a word
    long bound = Settings.DEFAULT.maxUnacknowledged();
    greet(FIRST);
    table.onClientStanding(FIRST, bound - 1, 0);
    request(FIRST, 1, bound, "x");
    assertThat(actions.calls("countRows")).isEmpty();

    // when it goes on, its rows are counted, and there are as many as there may be
    request(FIRST, 2, bound + 1, "x");
    assertThat(actions.arguments("countRows", 0, Connection.class)).containsExactly(FIRST);
    commit(bound);
    commit(bound + 1);
    table.onCounted(FIRST, bound + 1);
    request(FIRST, 3, bound + 2, "x");
    table.flush(1, true, Map.of());

    // then it is refused
    assertThat(taken).containsExactly(bound, bound + 1);
    assertThat(answers())
        .extracting(answer -> answer.response().code())
        .containsExactly("", "", "UNACKNOWLEDGED");

    // and goes on when it has said what it has, and that is forgotten
    Request next = new Request(bound + 3, "add", Payload.of("x"));
    Requests acknowledging = new Requests(FIRST, 4, bound, List.of(next));
    table.onRequests(acknowledging, 1, Map.of(), this, at(0));
    assertThat(forgotten).hasSize(1);
    table.onCommitted(forgetting(forgotten.get(0)), Response.EMPTY);
    request(FIRST, 5, bound + 4, "x");
    assertThat(taken).containsExactly(bound, bound + 1, bound + 4);
  }

  @Test
  void shouldTakeRequestsWhenNumbersAreFarApartAndRowsAreFew() {
    long bound = Settings.DEFAULT.maxUnacknowledged();
    greet(FIRST);
    table.onClientStanding(FIRST, 10 * bound, 0);
    request(FIRST, 1, 20 * bound, "x");
    table.onCounted(FIRST, bound - 3);

    // the one in progress counts as well
    for (int i = 1; i <= 3; i++) {
      request(FIRST, 1 + i, (20 + i) * bound, "x");
    }

    assertThat(taken).containsExactly(20 * bound, 21 * bound, 22 * bound);
  }

  @Test
  void shouldCountTheRowsOfAClientOnceAtATime() {
    long bound = Settings.DEFAULT.maxUnacknowledged();
    greet(FIRST);
    table.onClientStanding(FIRST, 10 * bound, 0);

    request(FIRST, 1, 20 * bound, "x");
    request(FIRST, 2, 21 * bound, "x");

    assertThat(actions.calls("countRows")).hasSize(1);
  }

  @Test
  void shouldCountAgainWhenRowsWereDroppedWhileTheyWereCounted() {
    // given a client whose numbers are far apart, and that has as many rows as it may
    long bound = Settings.DEFAULT.maxUnacknowledged();
    greet(FIRST);
    table.onClientStanding(FIRST, 10 * bound, 0);
    request(FIRST, 1, 20 * bound, "x");

    // when it is heard that they are dropped before what was counted of them
    table.onCommitted(forgetting(new ClientNumber("client", 10 * bound)), Response.EMPTY);
    table.onCounted(FIRST, bound);
    request(FIRST, 2, 21 * bound, "x");
    request(FIRST, 3, 22 * bound, "x");

    // then it is not refused by that
    assertThat(taken).containsExactly(20 * bound, 21 * bound, 22 * bound);
    assertThat(actions.calls("countRows")).hasSize(2);
  }

  @Test
  void shouldTakeTheOneRequestOfEachSessionWhenThereAreMoreSessionsThanAnswersAreKept() {
    // given a client that opens a connection for each of its requests
    long sessions = Settings.DEFAULT.maxUnacknowledged() + 10_000;
    long floor = 0;

    for (long number = 1; number <= sessions; number++) {
      Connection connection = new Connection("client", number, 1);
      greet(connection);
      table.onClientStanding(connection, number - 1, floor);
      request(connection, 1, number, "x");
      commit(number);

      // when it says with its last word what it has
      table.onBye(new Bye(connection, number), this, at(0));
      if (!forgotten.isEmpty()) {
        floor = forgotten.remove(0).number();
        table.onCommitted(forgetting(new ClientNumber("client", floor)), Response.EMPTY);
      }
      assertThat(table.connectedClients()).as("nothing of it stays in memory").isZero();
    }

    // then none is refused, and few are kept
    assertThat(taken).hasSize((int) sessions);
    assertThat(sessions - floor)
        .isBetween((long) ClientStream.ANSWERS_KEPT, 3L * ClientStream.ANSWERS_KEPT);
  }

  @Test
  void shouldForgetNoMoreThanWasGivenWhenAClientSaysThatItHasMore() {
    greet(FIRST);
    table.onClientStanding(FIRST, 9_000, 0);

    table.onBye(new Bye(FIRST, Long.MAX_VALUE), this, at(0));

    assertThat(forgotten).containsExactly(new ClientNumber("client", 9_000 - 1024));
  }

  @Test
  void shouldForgetNothingByTheLastWordOfAConnectionThatHasBeenReplaced() {
    greet(FIRST);
    greet(AGAIN);
    table.onClientStanding(AGAIN, 9_000, 0);

    table.onBye(new Bye(FIRST, 9_000), this, at(0));

    assertThat(forgotten).isEmpty();
  }

  private List<String> codes() {
    table.flush(1, true, Map.of());
    return answers().stream().map(answer -> answer.response().code()).toList();
  }

  @Test
  void shouldTakeNothingNewWhenTheTableIsFullUntilRowsAreDropped() {
    // given as many rows of other clients as there may be, but for one
    int rows = Settings.DEFAULT.messageTableRows();
    bounds.onSize(new TableSize(rows - 1, 0));
    greet(FIRST);
    table.onClientStanding(FIRST, 0, 0);

    // when there are as many
    request(FIRST, 1, 1, "x");
    bounds.onCommitted(request(1), Effect.EMPTY);
    commit(1);
    request(FIRST, 2, 2, "x");

    // then it is refused, and the operator is told once
    assertThat(taken).containsExactly(1L);
    assertThat(codes()).containsExactly("", "MESSAGE_TABLE_FULL");
    request(FIRST, 3, 3, "x");
    assertThat(actions.calls("report")).hasSize(1);

    // but what was taken before is answered, and rows that are dropped give room
    request(FIRST, 4, 1, "x");
    assertThat(actions.calls("lookUp")).containsExactly(List.of(FIRST, List.of(1L)));
    bounds.onCommitted(
        forgetting(new ClientNumber("other", 7)), Effect.forgetting(new TableSize(1, 0)));
    request(FIRST, 5, 4, "x");
    assertThat(taken).containsExactly(1L, 4L);
  }

  @Test
  void shouldTakeNothingNewWhenTheAnswersTakeTooManyBytes() {
    long bytes = (long) Settings.DEFAULT.messageTableMib() << 20;
    greet(FIRST);
    table.onClientStanding(FIRST, 0, 0);
    bounds.onSize(new TableSize(10, bytes - 10L * Recycling.ROW_BYTES - 1));
    request(FIRST, 1, 1, "x");

    bounds.onSize(new TableSize(10, bytes - 10L * Recycling.ROW_BYTES));
    request(FIRST, 2, 2, "x");

    assertThat(taken).containsExactly(1L);
    assertThat(codes()).containsExactly("MESSAGE_TABLE_FULL");
    Map<String, String> status = new HashMap<>();
    bounds.addTo(status);
    assertThat(status)
        .containsEntry("message-rows", "10")
        .containsEntry("message-bytes", Long.toString(bytes))
        .containsEntry("message-full", "true");
  }

  @Test
  void shouldForgetInSmallerPiecesWhenTheTableIsNearlyFull() {
    greet(FIRST);
    table.onClientStanding(FIRST, 1_500, 0);
    Request next = new Request(1_501, "add", Payload.of("x"));
    table.onRequests(new Requests(FIRST, 1, 1_500, List.of(next)), 1, Map.of(), this, at(0));
    assertThat(forgotten).isEmpty();

    bounds.onSize(new TableSize(Settings.DEFAULT.messageTableRows() / 4 * 3L, 0));
    request(FIRST, 2, 1_502, "x");

    assertThat(forgotten).containsExactly(new ClientNumber("client", 1_500 - 1024));
  }

  private static Entry request(long number) {
    return new Entry(
        new EntryId(number, 1),
        number == 1 ? 0 : 1,
        Entry.Kind.REQUEST,
        0,
        0,
        1,
        "client",
        number,
        "add",
        Payload.of("x"));
  }

  private static Entry forgetting(ClientNumber upTo) {
    return new Entry(
        new EntryId(upTo.number() + 9, 1),
        1,
        Entry.Kind.FORGET,
        0,
        0,
        1,
        upTo.clientId(),
        upTo.number(),
        "",
        Payload.EMPTY);
  }

  @Test
  void shouldBreakConnectionWhenMessageIsMissing() {
    greet(FIRST);
    table.onClientStanding(FIRST, 0, 0);

    request(FIRST, 2, 1, "x");

    assertThat(taken).isEmpty();
    assertThat(told()).containsExactly(new Goodbye(1, 1, Reason.BROKEN, "", Map.of()));
  }

  @Test
  void shouldTellOlderSessionWhenNewerComes() {
    greet(FIRST);

    table.onHello(new Hello(new Connection("client", 2, 1), "other"), 1, Map.of(), at(0));

    assertThat(told()).containsExactly(new Goodbye(1, 1, Reason.SUPERSEDED, "", Map.of()));
    assertThat(table.connectedClients()).isEqualTo(1);
  }

  @Test
  void shouldRefuseClientWhenItsIdIsNone() {
    table.onHello(new Hello(new Connection(" ", 2, 1), "other"), 1, Map.of(), at(0));

    assertThat(told()).containsExactly(new Goodbye(1, 1, Reason.BAD_CLIENT_ID, "", Map.of()));
  }

  @Test
  void shouldSendClientsToTheNextPrimaryWhenOneIsNamed() {
    greet(FIRST);

    table.sendAway(1, "b", Map.of("b", "host:1"));

    assertThat(told())
        .containsExactly(new Goodbye(1, 1, Reason.NOT_PRIMARY, "b", Map.of("b", "host:1")));
    assertThat(table.connectedClients()).isZero();
  }

  @Test
  void shouldTakeRequestOnceWhenItWasInProgressBeforeAPause() {
    // given a request in progress
    greet(FIRST);
    table.onClientStanding(FIRST, 0, 0);
    request(FIRST, 1, 1, "x");

    // when requests wait for a while, and the client comes back with it
    table.sendAway(1, "", Map.of());
    assertThat(told()).containsExactly(new Goodbye(1, 1, Reason.NOT_READY, "", Map.of()));
    greet(AGAIN);
    request(AGAIN, 1, 1, "x");
    commit(1);
    table.flush(1, true, Map.of());

    // then it is executed once, and answered
    assertThat(taken).containsExactly(1L);
    assertThat(answers()).hasSize(1);
  }

  @Test
  void shouldSayForgottenWhenRowIsGoneBeforeItIsKnownThatTheForgettingIsCommitted() {
    // given a client that has long been silent, and comes just as its rows are to be dropped
    table.expire(new ClientNumber("client", 9), this, at(0));
    greet(FIRST);
    table.onClientStanding(FIRST, 9, 0);
    request(FIRST, 1, 4, "x");

    // when its row is gone, but the commit has not been told yet
    table.onStored(FIRST, List.of(4L), Map.of());
    table.flush(1, true, Map.of());

    // then it is not told that its request was never taken
    assertThat(forgotten).containsExactly(new ClientNumber("client", 9));
    assertThat(answers()).extracting(answer -> answer.response().code()).contains("FORGOTTEN");
    assertThat(taken).isEmpty();
  }

  @Test
  void shouldNotTellAnotherSessionWhatItHasNotAskedFor() {
    // given a request in progress, of a session that another with its client id has thrown out
    Connection other = new Connection("client", 2, 1);
    greet(FIRST);
    table.onClientStanding(FIRST, 0, 0);
    request(FIRST, 1, 1, "x");
    greet(other);

    // when it is committed, after the other has used its number for something else
    request(other, 1, 1, "y");
    commit(1);
    table.flush(1, true, Map.of());

    // then that is refused, and the answer is no answer to it
    assertThat(answers()).extracting(Answer::refused).containsExactly(true);
  }

  @Test
  void shouldAnswerRecallOfRequestInProgressWhenItIsCommitted() {
    greet(FIRST);
    table.onClientStanding(FIRST, 0, 0);
    request(FIRST, 1, 1, "x");
    greet(AGAIN);
    table.onRecall(new Recall(AGAIN, 1));

    commit(1);
    table.flush(1, true, Map.of());

    assertThat(answers()).containsExactly(new Answer(1, 1, false, Response.EMPTY));
  }
}
