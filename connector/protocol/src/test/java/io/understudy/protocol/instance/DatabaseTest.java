package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.at;
import static io.understudy.protocol.instance.Given.committed;
import static io.understudy.protocol.instance.Given.entries;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.Effect;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a database counts as one that stands still, so that its primary leaves office (R3). */
class DatabaseTest {
  private static final GroupFailure AWAY = GroupFailure.of("The connection was refused");
  private static final int PATIENCE = Database.patienceMillis(Settings.DEFAULT);
  private static final long LAST = 5;

  /** So many are tried again at once. */
  private static final long HALF = LAST / 2;

  private static final long ALL = LAST;
  private static final long NOTHING = 0;

  private final Recorded recorded = new Recorded();
  private final KnownRecord record = new KnownRecord(recorded.actions());
  private final Database database =
      new Database(
          Settings.DEFAULT, recorded.actions(), new Reporter("a", recorded.actions()), record);

  @BeforeEach
  void start() {
    record.accept(Given.record(), 1);
    database.onStanding(1, committed(0, 1), 0, HistoryDigest.none(1));
  }

  private void execute(long limit, long now) {
    List<Entry> group = entries(1, LAST, 1);
    database.execute(() -> group, limit, true, at(now));
  }

  private void fail(long now) {
    database.onGroupFailed(1, AWAY, at(now));
  }

  @Test
  void shouldStandStillWhenAGroupThatMayBeCommittedIsNotForLong() {
    execute(ALL, 0);

    assertThat(database.standsStill(at(PATIENCE - 1))).isFalse();
    assertThat(database.standsStill(at(PATIENCE))).isTrue();
  }

  @Test
  void shouldNotStandStillWhileItsGroupHasToWaitNorAtOnceAfter() {
    execute(NOTHING, 0);
    assertThat(database.standsStill(at(3 * PATIENCE))).isFalse();

    execute(ALL, 3 * PATIENCE);

    assertThat(database.standsStill(at(4 * PATIENCE - 1))).isFalse();
    assertThat(database.standsStill(at(4 * PATIENCE))).isTrue();
  }

  @Test
  void shouldStandStillWhenGroupsFailForLong() {
    execute(ALL, 0);
    for (int now = 10; now < PATIENCE; now += 1000) {
      fail(now);
      execute(ALL, now + 999);
    }

    assertThat(database.standsStill(at(PATIENCE + 9))).isFalse();
    assertThat(database.standsStill(at(PATIENCE + 10))).isTrue();
  }

  /** A group has failed once; the next had to wait for a backup longer than is borne. */
  @Test
  void shouldNotTakeForFailingTheTimeInWhichItHadToWaitAfterAFailure() {
    execute(NOTHING, 0);
    fail(10);
    execute(NOTHING, 1000);
    assertThat(database.standsStill(at(3 * PATIENCE))).isFalse();

    execute(ALL, 3 * PATIENCE);

    assertThat(database.standsStill(at(3 * PATIENCE))).isFalse();
    fail(3 * PATIENCE + 10);
    assertThat(database.standsStill(at(4 * PATIENCE - 1))).isFalse();
    assertThat(database.standsStill(at(4 * PATIENCE))).isTrue();
  }

  @Test
  void shouldNotStandStillAfterAGroupWasCommitted() {
    execute(ALL, 0);
    fail(10);
    execute(ALL, 1000);

    database.onCommitted(1, 1, List.of(Effect.EMPTY));
    database.onCommitted(1, HALF, Collections.nCopies((int) HALF - 1, Effect.EMPTY));

    assertThat(database.position()).isEqualTo(new EntryId(HALF, 1));
    assertThat(database.standsStill(at(3 * PATIENCE))).isFalse();
  }
}
