package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.A;
import static io.understudy.protocol.instance.Given.B;
import static io.understudy.protocol.instance.Given.at;
import static io.understudy.protocol.instance.Given.from;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Connection;
import io.understudy.protocol.message.Handover;
import io.understudy.protocol.message.Heartbeat;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.Restart;
import io.understudy.protocol.message.Sender;
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
  void shouldLetClientsWaitWhenThePrimaryIsSuspected() {
    backup.onDisconnected("a", at(2));

    assertThat(greeted(3)).isEqualTo(new Goodbye(1, 1, Reason.NOT_READY, "", Map.of()));
  }

  @Test
  void shouldLetClientsWaitWhenThePrimaryHandsOver() {
    backup.onMessage(new Handover(PRIMARY), at(2));

    assertThat(greeted(3).reason()).isEqualTo(Reason.NOT_READY);
  }

  @Test
  void shouldSendClientsToThePrimaryWhenItIsConnectedAgain() {
    backup.onDisconnected("a", at(2));
    backup.onConnected("a", at(3));

    assertThat(greeted(4).primary()).isEqualTo("a");
  }

  private Goodbye greeted(long millis) {
    actions.clear();
    backup.onClient(new ClientMessage.Hello(new Connection("client", 1, 1), "reply"), at(millis));
    return actions.arguments("respond", 1, Goodbye.class).get(0);
  }
}
