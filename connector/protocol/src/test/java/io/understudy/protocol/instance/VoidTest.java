package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.A;
import static io.understudy.protocol.instance.Given.B;
import static io.understudy.protocol.instance.Given.at;
import static io.understudy.protocol.instance.Given.from;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.Member;
import io.understudy.protocol.message.Ack;
import io.understudy.protocol.message.Divergence;
import io.understudy.protocol.message.Heartbeat;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.Restart;
import io.understudy.protocol.message.Sender;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of an instance that differs: here of the backup b of a. */
class VoidTest {
  private static final Sender PRIMARY = from(A, 1, 1);
  private static final EntryId POSITION = new EntryId(5, 1);
  private static final HistoryDigest RIGHT = new HistoryDigest(5, 1, 1, 1);
  private static final HistoryDigest WRONG = new HistoryDigest(5, 2, 1, 1);

  private final Recorded actions = new Recorded();
  private Instance backup;

  @BeforeEach
  void follow() {
    start(new Mark(B.logId(), POSITION));
    backup.onRecord(Given.record(B), 1, at(0));
    backup.onMessage(new Heartbeat(PRIMARY, 1, 0, 0), at(1));
    assertThat(backup.role()).isEqualTo(Role.BACKUP);
    actions.clear();
  }

  /** A process that finds these marks in its log. */
  private void start(Mark... marks) {
    backup = new Instance("b", Settings.DEFAULT, Map.of(), () -> 77, actions.actions());
    backup.start(at(0));
    backup.onStanding(1, POSITION, List.of(new EntryId(1, 1)), 0, WRONG, 1, 1, at(0));
    long handle = 0;
    for (Mark mark : marks) {
      backup.onLogged(mark, ++handle, at(0));
    }
    backup.onLogged(lastOf("appendToLog", Restart.class), ++handle, at(0));
  }

  private <T> T lastOf(String action, Class<T> type) {
    return actions.calls(action).stream()
        .map(call -> call.get(0))
        .filter(type::isInstance)
        .map(type::cast)
        .reduce((one, other) -> other)
        .orElseThrow();
  }

  private void tellThatItDiffers(Sender sender, HistoryDigest found) {
    backup.onMessage(new Divergence(sender, RIGHT, found, true), at(2));
  }

  private List<Ack> acks() {
    backup.onMessage(new Heartbeat(PRIMARY, 2, 0, 0), at(3));
    backup.flush(at(3));
    return actions.calls("send").stream()
        .map(call -> call.get(1))
        .filter(Ack.class::isInstance)
        .map(Ack.class::cast)
        .toList();
  }

  @Test
  void shouldSendItsDigestWithItsAcks() {
    assertThat(acks()).extracting(Ack::digest).containsExactly(WRONG);
  }

  @Test
  void shouldMarkItselfVoidBeforeAnythingElseWhenItLearnsThatItDiffers() {
    tellThatItDiffers(PRIMARY, WRONG);

    assertThat(lastOf("appendToLog", Mark.class)).isEqualTo(Mark.VOID);
    assertThat(actions.calls("eraseDatabase")).as("not before that is on disk").isEmpty();
    assertThat(acks()).as("no ack, and no promise").isEmpty();
    assertThat(backup.role()).isEqualTo(Role.JOINING);
    assertThat(backup.status(at(3)).get("diverged.b")).contains("entry 5, the first");

    // and never takes over, however long the primary is silent
    backup.onDisconnected("a", at(4));
    backup.onTick(at(600_000));
    assertThat(actions.calls("changeRecord")).isEmpty();
  }

  @Test
  void shouldJoinAnewAsSomebodyElseWhenItIsEmptied() {
    tellThatItDiffers(PRIMARY, WRONG);
    backup.onLogged(Mark.VOID, 9, at(4));
    assertThat(actions.calls("eraseDatabase")).hasSize(1);
    assertThat(backup.self()).as("until it has another name").isEqualTo(B);

    backup.onErased(at(5));
    backup.onStanding(2, EntryId.NONE, List.of(), 0, HistoryDigest.none(1), 1, 1, at(6));
    Mark mark = lastOf("appendToLog", Mark.class);
    assertThat(mark).isEqualTo(new Mark(77, EntryId.NONE));
    backup.onLogged(mark, 10, at(7));

    assertThat(backup.self()).isEqualTo(new Member("b", 77));
    assertThat(backup.role()).isEqualTo(Role.JOINING);
  }

  @Test
  void shouldBeVoidStillWhenItIsRestarted() {
    actions.clear();

    start(new Mark(B.logId(), POSITION), Mark.VOID);

    assertThat(backup.self()).isNull();
    assertThat(actions.calls("eraseDatabase")).hasSize(1);
    assertThat(actions.calls("readRecord")).isEmpty();
  }

  @Test
  void shouldNotMindWhatIsSaidOfDataThatItHasNot() {
    tellThatItDiffers(PRIMARY, new HistoryDigest(5, 9, 9, 1));

    assertThat(backup.role()).isEqualTo(Role.BACKUP);
  }

  @Test
  void shouldNotMindWhatAnotherThanItsPrimarySays() {
    tellThatItDiffers(from(A, 1, 2), WRONG);
    tellThatItDiffers(from(Given.C, 1, 1), WRONG);

    assertThat(backup.role()).isEqualTo(Role.BACKUP);
  }
}
