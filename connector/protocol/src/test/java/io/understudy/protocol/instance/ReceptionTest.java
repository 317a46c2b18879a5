package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.A;
import static io.understudy.protocol.instance.Given.B;
import static io.understudy.protocol.instance.Given.at;
import static io.understudy.protocol.instance.Given.from;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Effect;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Connection;
import io.understudy.protocol.message.Handover;
import io.understudy.protocol.message.Heartbeat;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.Restart;
import io.understudy.protocol.message.Sender;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.protocol.message.ServerMessage.Goodbye;
import io.understudy.protocol.message.ServerMessage.Reason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where clients are sent by an instance that does not serve: here by the backup b of a. */
class ReceptionTest {
  private static final Sender PRIMARY = from(A, 1, 1);

  private final Recorded actions = new Recorded();
  private final Instance backup =
      new Instance("b", Settings.DEFAULT, Map.of("add", true), () -> 1, actions.actions());

  @BeforeEach
  void follow() {
    backup.start(at(0));
    backup.onStanding(1, EntryId.NONE, List.of(), 0, HistoryDigest.none(1), 1, 1, at(0));
    Restart restart = actions.arguments("appendToLog", 0, Restart.class).get(0);
    backup.onLogged(new Mark(B.logId(), EntryId.NONE), 1, at(0));
    backup.onLogged(restart, 2, at(0));
    backup.onRecord(Given.record(B), 1, at(0));
    backup.onMessage(new Heartbeat(PRIMARY, 1, 0, 0), at(1));
    actions.clear();
  }

  @Test
  void shouldSendClientsToThePrimaryWhenItIsThere() {
    assertThat(greeted(2).reason()).isEqualTo(Reason.NOT_PRIMARY);
    assertThat(greeted(3).primary()).isEqualTo("a");
  }

  @Test
  void shouldLetClientsWaitForAWhileWhenThePrimaryIsSuspected() {
    backup.onDisconnected("a", at(2));

    greet("client", 1, 3);

    backup.flush(at(252));
    assertThat(goodbyes()).isEmpty();
    backup.flush(at(253));
    assertThat(goodbyes()).containsExactly(new Goodbye(1, 1, Reason.NOT_READY, "", Map.of()));
    backup.flush(at(600));
    assertThat(goodbyes()).hasSize(1);
  }

  @Test
  void shouldLetClientsWaitWhenThePrimaryHandsOver() {
    backup.onMessage(new Handover(PRIMARY), at(2));

    greet("client", 1, 3);
    backup.flush(at(4));

    assertThat(goodbyes()).isEmpty();
  }

  @Test
  void shouldSendWhoWaitsToThePrimaryWhenItIsConnectedAgainAndHeard() {
    backup.onDisconnected("a", at(2));
    greet("client", 1, 3);
    backup.onConnected("a", at(4));
    backup.flush(at(4));
    assertThat(goodbyes()).isEmpty();

    backup.onMessage(new Heartbeat(PRIMARY, 9, 0, 0), at(5));
    backup.flush(at(5));

    assertThat(goodbyes()).extracting(Goodbye::primary).containsExactly("a");
  }

  /** What the table has of a client is all there is of it: nothing of the term before is left. */
  @Test
  void shouldLookUpWhoWaitsWhileTheFirstEntryIsOnItsWayAndWelcomeItWhenThisInstanceServes() {
    backup.onMessage(new Handover(PRIMARY), at(2));
    greet("client", 1, 3);
    greet("other", 1, 3);

    comeIntoOffice();
    assertThat(actions.arguments("lookUpClient", 0, Connection.class))
        .containsExactly(new Connection("client", 1, 1), new Connection("other", 1, 1));
    backup.onClientStanding(new Connection("client", 1, 1), 7, 0, at(31));
    backup.flush(at(31));
    // read once more, since it may have changed while the fence was raised
    backup.onRecord(actions.arguments("changeRecord", 0, Configuration.class).get(0), 2, at(32));
    backup.flush(at(32));
    assertThat(said()).isEmpty();
    serve();
    backup.flush(at(40));

    assertThat(said()).containsExactly(new ServerMessage.Welcome(1, 2, 7, 0, Map.of()));
    backup.flush(at(600));
    assertThat(said()).hasSize(1);
  }

  /** Of the client's requests one may be among the entries that are logged, and not committed. */
  @Test
  void shouldNotLookUpWhoWaitsWhileEntriesOfTheTermBeforeAreLeft() {
    backup.onLogged(new Checkpoint(PRIMARY, 0, List.of(Given.entry(1, 1))), 3, at(1));
    backup.onMessage(new Handover(PRIMARY), at(2));
    greet("client", 1, 3);

    comeIntoOffice();
    assertThat(actions.calls("lookUpClient")).isEmpty();
    backup.onCommitted(2, 1, List.of(Effect.EMPTY), at(35));
    backup.flush(at(35));

    assertThat(actions.calls("lookUpClient")).hasSize(1);
  }

  /** Of two sessions of a client the newer has it, however late the older is heard. */
  @Test
  void shouldAdmitWhoWaitsBeforeWhoComesWhenItServes() {
    backup.onMessage(new Handover(PRIMARY), at(2));
    comeIntoOffice();
    greet("client", 1, 1, 31);
    serve();

    greet("client", 2, 1, 40);
    backup.flush(at(40));

    assertThat(actions.arguments("lookUpClient", 0, Connection.class))
        .containsExactly(new Connection("client", 1, 1), new Connection("client", 2, 1));
    assertThat(goodbyes()).extracting(Goodbye::reason).containsExactly(Reason.SUPERSEDED);
  }

  @Test
  void shouldTellTheOlderSessionWhenANewerComesWhileItWaits() {
    backup.onDisconnected("a", at(2));

    greet("client", 1, 7, 3);
    greet("client", 2, 1, 4);
    backup.flush(at(300));

    assertThat(goodbyes())
        .extracting(Goodbye::attempt, Goodbye::reason)
        .containsExactly(tuple(7L, Reason.SUPERSEDED), tuple(1L, Reason.NOT_READY));
  }

  @Test
  void shouldForgetWhoWaitsWhenItSaysGoodbye() {
    backup.onDisconnected("a", at(2));

    greet("client", 1, 3);
    backup.onClient(new ClientMessage.Bye(new Connection("client", 1, 2), 0), at(4));
    backup.flush(at(100));
    backup.onClient(new ClientMessage.Bye(new Connection("client", 1, 1), 0), at(200));
    backup.flush(at(300));

    assertThat(goodbyes()).isEmpty();
  }

  /** It cannot be the next, and whoever serves meanwhile is to be asked. */
  @Test
  void shouldAskClientsToComeAgainWhenItIsNoMemberAndKnowsNobody() {
    Recorded others = new Recorded();
    Instance starting =
        new Instance("c", Settings.DEFAULT, Map.of("add", true), () -> 1, others.actions());
    starting.start(at(0));

    starting.onClient(new ClientMessage.Hello(new Connection("client", 1, 1), "reply"), at(1));

    assertThat(others.arguments("respond", 1, Goodbye.class))
        .extracting(Goodbye::reason)
        .containsExactly(Reason.NOT_READY);
  }

  @Test
  void shouldAnswerTheNewestAttemptOfAClientOnly() {
    backup.onDisconnected("a", at(2));

    greet("client", 2, 3);
    greet("client", 1, 4);
    greet("client", 3, 5);
    backup.flush(at(300));

    assertThat(goodbyes()).extracting(Goodbye::attempt).containsExactly(3L);
  }

  @Test
  void shouldForgetWhoWaitsWhenItsConnectionIsGone() {
    backup.onDisconnected("a", at(2));

    greet("client", 1, 3);
    backup.onClientGone("reply", at(4));
    backup.flush(at(300));

    assertThat(goodbyes()).isEmpty();
  }

  @Test
  void shouldAskClientsToComeAgainWhenAsManyWaitAsItMayHave() {
    backup.onDisconnected("a", at(2));

    for (int i = 0; i < Settings.DEFAULT.maxClients(); i++) {
      greet("client-" + i, 1, 3);
    }
    assertThat(goodbyes()).isEmpty();
    greet("one-more", 1, 3);

    assertThat(goodbyes()).extracting(Goodbye::reason).containsExactly(Reason.NOT_READY);
  }

  @Test
  void shouldSendClientsToThePrimaryWhenItIsConnectedAgainAndHeard() {
    backup.onDisconnected("a", at(2));
    backup.onConnected("a", at(3));
    backup.onMessage(new Heartbeat(PRIMARY, 9, 0, 0), at(3));

    assertThat(greeted(4).primary()).isEqualTo("a");
  }

  private Goodbye greeted(long millis) {
    actions.clear();
    greet("client", 1, millis);
    return goodbyes().get(0);
  }

  private void comeIntoOffice() {
    Configuration asked = actions.arguments("changeRecord", 0, Configuration.class).get(0);
    backup.onRecord(asked, 2, at(10));
    backup.onStanding(2, EntryId.NONE, List.of(), 0, HistoryDigest.none(1), 1, 1, at(20));
    backup.flush(at(21));
    Checkpoint first = actions.arguments("checkpoint", 2, Checkpoint.class).get(0);
    backup.onLogged(first, 3, at(30));
    backup.flush(at(30));
  }

  /** The epoch's first entry is committed. */
  private void serve() {
    backup.onCommitted(2, 1, List.of(Effect.EMPTY), at(40));
  }

  private void greet(String client, long attempt, long millis) {
    greet(client, 1, attempt, millis);
  }

  private void greet(String client, long session, long attempt, long millis) {
    Connection connection = new Connection(client, session, attempt);
    backup.onClient(new ClientMessage.Hello(connection, "reply"), at(millis));
  }

  private List<ServerMessage> said() {
    return actions.arguments("respond", 1, ServerMessage.class);
  }

  private List<Goodbye> goodbyes() {
    return actions.arguments("respond", 1, Goodbye.class);
  }
}
