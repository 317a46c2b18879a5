package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.A;
import static io.understudy.protocol.instance.Given.B;
import static io.understudy.protocol.instance.Given.at;
import static io.understudy.protocol.instance.Given.from;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.copy.CopyHead;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import io.understudy.protocol.message.CopyChunk;
import io.understudy.protocol.message.CopyInvitation;
import io.understudy.protocol.message.CopyLost;
import io.understudy.protocol.message.Heartbeat;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.PeerMessage;
import io.understudy.protocol.message.Restart;
import io.understudy.protocol.message.Sender;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** b, which is empty, joins a, which is the primary under epoch 2, and is copied to. */
class CopyUnderEpochTest {
  private static final Sender PRIMARY = from(A, 2, 2);
  private static final CopyPage PAGE =
      new CopyPage(
          new CopyHead(new EntryId(9, 2), 0, new HistoryDigest(9, 0, 0, 1), 1),
          CopyPlace.BEGIN,
          CopyPlace.END,
          List.of());

  private final Recorded actions = new Recorded();
  private final Instance instance =
      new Instance("b", Settings.DEFAULT, Map.of(), () -> 77, actions.actions());

  @BeforeEach
  void join() {
    instance.start(at(0));
    stand(1);
    instance.onLogged(new Mark(B.logId(), EntryId.NONE), 1, at(0));
    instance.onLogged(actions.arguments("appendToLog", 0, Restart.class).get(0), 2, at(0));
    instance.onRecord(Given.record().next(A, 2, List.of()), 2, at(0));
    stand(2);
    hear(new Heartbeat(PRIMARY, 1, 9, 9));
    instance.onLogged(new Mark(77, EntryId.NONE), 3, at(0));
    assertThat(instance.role()).isEqualTo(Role.JOINING);
    actions.clear();
  }

  private void stand(long fence) {
    instance.onStanding(fence, EntryId.NONE, List.of(), 0, HistoryDigest.none(1), 2, 1, at(0));
  }

  private void hear(PeerMessage message) {
    instance.onMessage(message, at(1));
  }

  private void beginCopy() {
    hear(new CopyInvitation(PRIMARY));
    instance.onCopyBegun(77, at(1));
  }

  /** The epoch before, also of the same primary; its process before; and another instance. */
  static List<Sender> others() {
    return List.of(from(A, 1, 1), from(A, 1, 2), from(A, 2, 1), from(Given.C, 2, 2));
  }

  @ParameterizedTest
  @MethodSource("others")
  void shouldKeepWhatItHasWhenAnotherThanItsPrimaryInvitesIt(Sender other) {
    hear(new CopyInvitation(other));
    assertThat(actions.calls("beginCopy")).isEmpty();

    hear(new CopyInvitation(PRIMARY));

    assertThat(actions.calls("beginCopy")).containsExactly(List.of(77L));
  }

  @ParameterizedTest
  @MethodSource("others")
  void shouldLoadNothingWhenAnotherThanItsPrimarySendsAPage(Sender other) {
    beginCopy();

    hear(new CopyChunk(other, 77, PAGE));
    assertThat(actions.calls("loadCopy")).isEmpty();
    hear(new CopyChunk(PRIMARY, 77, PAGE));

    assertThat(actions.arguments("loadCopy", 1, CopyPage.class)).containsExactly(PAGE);
  }

  @ParameterizedTest
  @MethodSource("others")
  void shouldNotBeginAgainWhenAnotherThanItsPrimaryHoldsNoSnapshot(Sender other) {
    beginCopy();

    hear(new CopyLost(other, 77));
    assertThat(actions.calls("beginCopy")).hasSize(1);
    hear(new CopyLost(PRIMARY, 77));

    assertThat(actions.calls("beginCopy")).hasSize(2);
  }

  /** What it has asked for under the epoch before may come when it knows the next. */
  @Test
  void shouldLoadNothingOfTheEpochBeforeWhenTheEpochIsRaisedMeanwhile() {
    beginCopy();
    instance.onRecord(Given.record().next(A, 2, List.of()).next(A, 2, List.of()), 3, at(2));

    hear(new CopyChunk(PRIMARY, 77, PAGE));
    assertThat(actions.calls("loadCopy")).isEmpty();
    hear(new CopyChunk(from(A, 3, 2), 77, PAGE));

    assertThat(actions.calls("loadCopy")).hasSize(1);
  }
}
