package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.A;
import static io.understudy.protocol.instance.Given.B;
import static io.understudy.protocol.instance.Given.at;
import static io.understudy.protocol.instance.Given.from;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
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

  private final Recorded actions = new Recorded();
  private final Instance instance =
      new Instance("b", Settings.DEFAULT, Map.of(), () -> 77, actions.actions());
  private long beat;

  @BeforeEach
  void join() {
    instance.start(at(0));
    stand(1);
    instance.onLogged(new Mark(B.logId(), POSITION), 1, at(0));
    instance.onLogged(actions.arguments("appendToLog", 0, Restart.class).get(0), 2, at(0));
    instance.onRecord(Given.record(), 1, at(0));
    stand(2);
    instance.onMessage(new Heartbeat(PRIMARY, ++beat, 8, 8), at(1));
    instance.onLogged(new Mark(77, POSITION), 3, at(1));
    assertThat(instance.role()).isEqualTo(Role.JOINING);
    instance.onLogged(new Checkpoint(PRIMARY, 8, Given.entries(6, 8, 1)), 4, at(1));
  }

  private void stand(long fence) {
    instance.onStanding(
        fence, POSITION, List.of(new EntryId(1, 1)), 0, HistoryDigest.none(1), 1, 1, at(0));
  }

  /** From one time to another its groups fail so, while the primary is there or not. */
  private void fail(GroupFailure failure, long from, long to, boolean heard) {
    for (long now = from; now <= to; now += 50) {
      if (heard) {
        instance.onMessage(new Heartbeat(PRIMARY, ++beat, 8, 8), at(now));
      }
      instance.onTick(at(now));
      instance.flush(at(now));
      instance.onGroupFailed(2, failure, at(now));
    }
  }

  private boolean isVoid() {
    return actions.calls("appendToLog").contains(List.of(Mark.VOID));
  }

  private long joins() {
    return actions.calls("send").stream().filter(call -> call.get(1) instanceof Join).count();
  }

  @Test
  void shouldBecomeVoidWhenItsDatabaseContradictsTheEntriesForLong() {
    fail(CONFLICT, 50, PATIENCE - 50, true);
    assertThat(isVoid()).isFalse();

    fail(CONFLICT, PATIENCE, PATIENCE + 200, true);

    assertThat(isVoid()).isTrue();
    assertThat(instance.status(at(PATIENCE)).get("diverged.b"))
        .isEqualTo(
            "its database refuses what a has committed: Unique index or primary key violation");
  }

  /** Else it would be in sync again each time for as long as that is borne, and of no use. */
  @Test
  void shouldNotAckWhenItHasJoinedAgainMeanwhile() {
    fail(CONFLICT, 50, PATIENCE - 50, true);
    stand(3);
    actions.clear();

    instance.onMessage(new Heartbeat(PRIMARY, ++beat, 8, 8), at(PATIENCE + 50));
    instance.onTick(at(PATIENCE + 50));
    instance.flush(at(PATIENCE + 50));

    assertThat(actions.calls("send")).isEmpty();
    assertThat(isVoid()).as("not before it has been seen again").isFalse();
  }

  /** All that counts may be here alone. */
  @Test
  void shouldKeepWhatItHasWhenNoPrimaryIsThere() {
    fail(CONFLICT, 50, 1_000, true);

    fail(CONFLICT, 1_050, 3 * PATIENCE, false);
    assertThat(isVoid()).isFalse();
    assertThat(joins()).as("it asks who is there").isGreaterThan(3);

    fail(CONFLICT, 3 * PATIENCE + 50, 3 * PATIENCE + 150, true);
    assertThat(isVoid()).isTrue();
  }

  @Test
  void shouldKeepWhatItHasWhenItsDatabaseIsOnlyAway() {
    fail(GroupFailure.of("The connection was refused"), 50, 6 * PATIENCE, true);
    assertThat(isVoid()).isFalse();

    fail(CONFLICT, 6 * PATIENCE + 50, 7 * PATIENCE - 50, true);
    assertThat(isVoid()).as("it counts from when it was back").isFalse();
  }

  /** The primary would send all of it again each time, and the log only grow. */
  @Test
  void shouldNotAskToJoinWhenItsDatabaseIsAway() {
    fail(GroupFailure.of("The connection was refused"), 50, PATIENCE + 50, true);
    long before = joins();

    fail(GroupFailure.of("The connection was refused"), PATIENCE + 100, 6 * PATIENCE, false);

    assertThat(joins()).isEqualTo(before);
  }
}
