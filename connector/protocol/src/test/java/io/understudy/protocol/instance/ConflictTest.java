package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.A;
import static io.understudy.protocol.instance.Given.B;
import static io.understudy.protocol.instance.Given.at;
import static io.understudy.protocol.instance.Given.from;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.message.Ack;
import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.Heartbeat;
import io.understudy.protocol.message.Join;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.Restart;
import io.understudy.protocol.message.Sender;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** b joins a, whose entries its database does not take. */
class ConflictTest {
  private static final Sender PRIMARY = from(A, 1, 1);
  private static final EntryId POSITION = new EntryId(5, 1);
  private static final long PATIENCE = 5L * Settings.DEFAULT.detectionMillis();
  private static final GroupFailure CONFLICT =
      new GroupFailure(EntryId.NONE, "Unique index or primary key violation", true);

  private static final GroupFailure AWAY = GroupFailure.of("The connection was refused");
  private static final long LAST = 8;

  private final Recorded actions = new Recorded();
  private final Instance instance =
      new Instance("b", Settings.DEFAULT, Map.of(), () -> 77, actions.actions());
  private long beat;
  private long fence;
  private long handle;

  @BeforeEach
  void join() {
    instance.start(at(0));
    stand(POSITION);
    instance.onLogged(new Mark(B.logId(), POSITION), ++handle, at(0));
    instance.onLogged(actions.arguments("appendToLog", 0, Restart.class).get(0), ++handle, at(0));
    instance.onRecord(Given.record(), 1, at(0));
    stand(POSITION);
    hear(1);
    assertThat(instance.role()).isEqualTo(Role.JOINING);
    drop(POSITION);
  }

  private void stand(EntryId position) {
    fence++;
    instance.onStanding(
        fence, position, List.of(new EntryId(1, 1)), 0, HistoryDigest.none(1), 1, 1, at(0));
  }

  /** Its log is dropped, and the primary sends what the database lacks. */
  private void drop(EntryId position) {
    instance.onLogged(new Mark(77, position), ++handle, at(1));
    List<Entry> missed = Given.entries(position.ssn() + 1, LAST, 1);
    instance.onLogged(new Checkpoint(PRIMARY, LAST, missed), ++handle, at(1));
  }

  private void hear(long now) {
    instance.onMessage(new Heartbeat(PRIMARY, ++beat, LAST, LAST), at(now));
    instance.onTick(at(now));
    instance.flush(at(now));
  }

  /** From one time to another its groups fail so, while the primary is there or not. */
  private void fail(GroupFailure failure, long from, long to, boolean heard) {
    for (long now = from; now <= to; now += 50) {
      if (heard) {
        hear(now);
      } else {
        instance.onTick(at(now));
        instance.flush(at(now));
      }
      instance.onGroupFailed(fence, failure, at(now));
    }
  }

  private boolean isVoid() {
    return actions.calls("appendToLog").contains(List.of(Mark.VOID));
  }

  private int fences() {
    return actions.calls("raiseFence").size();
  }

  private long sent(Class<?> type) {
    return actions.calls("send").stream().filter(call -> type.isInstance(call.get(1))).count();
  }

  @Test
  void shouldBecomeVoidWhenItsDatabaseContradictsTheEntriesAfterItWasReadAnew() {
    int before = fences();
    fail(CONFLICT, 50, PATIENCE - 50, true);
    assertThat(fences()).isEqualTo(before);

    fail(CONFLICT, PATIENCE, PATIENCE + 200, true);
    assertThat(fences()).isEqualTo(before + 1);
    assertThat(isVoid()).isFalse();
    stand(POSITION);
    drop(POSITION);
    actions.clear();
    hear(PATIENCE + 250);
    assertThat(isVoid()).as("not before it has been seen again").isFalse();
    assertThat(sent(Ack.class)).as("or it would be in sync as long again").isZero();

    fail(CONFLICT, PATIENCE + 300, PATIENCE + 400, true);

    assertThat(isVoid()).isTrue();
    assertThat(instance.status(at(PATIENCE)).get("diverged.b"))
        .isEqualTo(
            "its database refuses what a has committed: Unique index or primary key violation");
  }

  /** What could not be told of a commit was looked up too early, say. */
  @Test
  void shouldGoOnWhenWhatContradictedItWasCommittedHereAllTheSame() {
    fail(CONFLICT, 50, PATIENCE + 50, true);

    stand(new EntryId(LAST - 1, 1));
    drop(new EntryId(LAST - 1, 1));
    actions.clear();
    hear(PATIENCE + 100);

    assertThat(sent(Ack.class)).isEqualTo(1);
    assertThat(isVoid()).isFalse();
  }

  /** All that counts may be here alone. */
  @Test
  void shouldKeepWhatItHasWhenNoPrimaryIsThere() {
    fail(CONFLICT, 50, 1_000, true);
    int before = fences();

    fail(CONFLICT, 1_050, 3 * PATIENCE, false);
    assertThat(fences()).isEqualTo(before);
    assertThat(isVoid()).isFalse();
    assertThat(sent(Join.class)).as("it asks who is there").isGreaterThan(3);

    fail(CONFLICT, 3 * PATIENCE + 50, 3 * PATIENCE + 150, true);
    assertThat(fences()).isEqualTo(before + 1);
  }

  @Test
  void shouldKeepWhatItHasWhenItsDatabaseIsOnlyAway() {
    int before = fences();
    fail(AWAY, 50, 6 * PATIENCE, true);
    fail(CONFLICT, 6 * PATIENCE + 50, 7 * PATIENCE - 50, true);

    assertThat(fences()).as("it counts from when it was back").isEqualTo(before);
    assertThat(isVoid()).isFalse();
  }

  /** The primary would send all of it again each time, and the log only grow. */
  @Test
  void shouldNotAskToJoinWhenItsDatabaseIsAway() {
    fail(AWAY, 50, PATIENCE + 50, true);
    long before = sent(Join.class);

    fail(AWAY, PATIENCE + 100, 6 * PATIENCE, false);

    assertThat(sent(Join.class)).isEqualTo(before);
  }

  @Test
  void shouldNotAskToJoinWhenItsDatabaseDoesNotAnswer() {
    hear(50);
    long before = sent(Join.class);

    for (long now = PATIENCE + 100; now < 6 * PATIENCE; now += 50) {
      instance.onTick(at(now));
      instance.flush(at(now));
    }

    assertThat(sent(Join.class)).isEqualTo(before);
  }
}
