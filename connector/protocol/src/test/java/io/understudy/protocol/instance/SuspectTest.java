package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.at;
import static io.understudy.protocol.instance.Given.entries;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SuspectTest {
  private static final EntryId THIRD = new EntryId(3, 1);
  private static final int LONG = Settings.DEFAULT.operationMillis();

  private final Recorded actions = new Recorded();
  private final Execution execution = new Execution(actions.actions());
  private final Suspect suspect = new Suspect(Settings.DEFAULT, actions.actions(), execution);
  private final List<Entry> group = entries(1, 5, 1);

  private List<Long> cut(List<Entry> entries, boolean first) {
    return suspect.cut(entries, Set.of(), first).stream().map(Entry::ssn).toList();
  }

  private void execute() {
    execution.onFence(1);
    execution.start(group, Map.of(), at(0));
  }

  @Test
  void shouldRunAloneWhenItHasStoppedTheServerOnce() {
    suspect.remember(THIRD, 1);

    assertThat(cut(group, true)).containsExactly(1L, 2L);
    assertThat(cut(group.subList(2, 5), true)).containsExactly(3L);
    assertThat(cut(group.subList(3, 5), true)).containsExactly(4L, 5L);
    assertThat(suspect.state()).isEqualTo(Suspect.State.TRIED);
  }

  @Test
  void shouldNotRunWhenItHasStoppedServersTooOftenUnlessItIsRejected() {
    suspect.remember(THIRD, 2);

    assertThat(suspect.state()).isEqualTo(Suspect.State.HELD);
    assertThat(cut(group.subList(2, 5), true)).isEmpty();
    assertThat(suspect.cut(group, Set.of(THIRD), true)).isEqualTo(group);
  }

  @Test
  void shouldRunOnABackupWhenOnlyOthersWereStoppedByWhatThePrimaryHasGotPast() {
    suspect.learn("a", THIRD, 2);

    assertThat(cut(group.subList(2, 5), true)).isEmpty();
    assertThat(cut(group.subList(2, 5), false)).containsExactly(3L);
  }

  /** The record is being changed: what else is found out must not let it run meanwhile. */
  @Test
  void shouldStayHeldForTheOperatorWhileAnotherIsFoundToBeInTheWay() {
    suspect.remember(THIRD, 2);
    suspect.hold(THIRD);

    suspect.note(new EntryId(2, 1), 1);
    suspect.onPosition(new EntryId(2, 1));

    assertThat(cut(group.subList(2, 5), true)).isEmpty();
    assertThat(suspect.entry()).isEqualTo(THIRD);
    suspect.onPosition(THIRD);
    assertThat(cut(group.subList(3, 5), true)).containsExactly(4L, 5L);
    assertThat(suspect.state()).isEqualTo(Suspect.State.NONE);
  }

  @Test
  void shouldRunAgainWhenTheOperatorsWordComesToNothing() {
    suspect.hold(THIRD);
    assertThat(suspect.state()).isEqualTo(Suspect.State.HELD);
    assertThat(cut(group.subList(2, 5), true)).isEmpty();

    suspect.letGo();

    assertThat(suspect.state()).isEqualTo(Suspect.State.NONE);
    assertThat(cut(group.subList(2, 5), true)).containsExactly(3L, 4L, 5L);
  }

  @Test
  void shouldBeForgottenWhenItIsCommitted() {
    suspect.remember(THIRD, 2);

    suspect.onPosition(THIRD);

    assertThat(suspect.state()).isEqualTo(Suspect.State.NONE);
    assertThat(actions.calls("noteFailures")).containsExactly(List.of(EntryId.NONE, 0));
  }

  @Test
  void shouldRunInSmallerGroupsUntilItIsKnownWhichEntryFails() {
    suspect.onFailed(EntryId.NONE, group);
    assertThat(cut(group, true)).containsExactly(1L, 2L);

    suspect.onFailed(EntryId.NONE, group.subList(0, 1));
    assertThat(suspect.entry()).isEqualTo(new EntryId(1, 1));
    assertThat(suspect.state()).isEqualTo(Suspect.State.FAILING);

    suspect.onPosition(new EntryId(1, 1));
    assertThat(suspect.state()).isEqualTo(Suspect.State.NONE);
    assertThat(cut(group.subList(1, 5), true)).hasSize(4);
  }

  @Test
  void shouldTakeAnOperationForEndlessOnlyWhenOneAndTheSameRunsTooLong() {
    execute();

    assertThat(suspect.onExecuting(new EntryId(2, 1), at(10))).isFalse();
    assertThat(suspect.onExecuting(THIRD, at(LONG))).isFalse();
    assertThat(suspect.onExecuting(THIRD, at(2L * LONG - 1))).isFalse();
    assertThat(suspect.slow()).isEqualTo(THIRD);
    assertThat(suspect.onExecuting(THIRD, at(2L * LONG))).isTrue();
    assertThat(suspect.state()).isEqualTo(Suspect.State.RUNNING);
    assertThat(suspect.entry()).isEqualTo(THIRD);
    assertThat(suspect.onExecuting(THIRD, at(3L * LONG))).as("told once").isFalse();
  }

  @Test
  void shouldWarnOfAnEntryThatIsSeenAgainAfterAQuarterOfTheTime() {
    execute();
    suspect.onExecuting(THIRD, at(0));
    suspect.onExecuting(THIRD, at(LONG / 4 - 1));
    assertThat(suspect.slow()).isEqualTo(EntryId.NONE);

    suspect.onExecuting(THIRD, at(LONG / 4));

    assertThat(suspect.slow()).isEqualTo(THIRD);
    assertThat(suspect.failuresWith(THIRD)).isEqualTo(1);
  }

  @Test
  void shouldBlameTheDatabaseWhenTheEntryHasEndedAndItsGroupHasNot() {
    execute();
    suspect.onExecuting(THIRD, at(0));
    assertThat(suspect.isExecuting()).isTrue();

    suspect.onExecuting(EntryId.NONE, at(LONG / 2));

    assertThat(suspect.isExecuting()).isFalse();
    assertThat(suspect.slow()).isEqualTo(EntryId.NONE);
  }

  @Test
  void shouldNotBlameTheDatabaseForTheTimeOfEntries() {
    execute();
    execution.release(group.get(group.size() - 1).ssn(), at(0));
    suspect.onExecuting(THIRD, at(LONG - 1));

    suspect.onExecuting(EntryId.NONE, at(LONG));

    assertThat(execution.runningMillis(at(LONG))).isEqualTo(1);
  }

  @Test
  void shouldLookInTimeWhenAnOperationMayTakeLongerThanADatabaseIsGiven() {
    Settings patient = Settings.DEFAULT.with(Setting.OPERATION_MS, 120_000);
    Suspect looking = new Suspect(patient, actions.actions(), execution);
    execute();
    looking.onTick(at(0));
    looking.onTick(at(1));

    looking.onTick(at(Database.patienceMillis(patient) / 2));

    assertThat(actions.calls("tellExecuting")).hasSize(2);
  }

  @Test
  void shouldTellHearsayFromWhatHasStoppedThisInstance() {
    suspect.learn("a", THIRD, 1);
    assertThat(suspect.isHearsay()).isTrue();

    suspect.remember(THIRD, 1);

    assertThat(suspect.isHearsay()).isFalse();
  }

  @Test
  void shouldStillRunWhenItIsNotNamedAnyMoreSinceItIsNotedAsOneThatStopsServers() {
    execute();
    suspect.onExecuting(THIRD, at(0));
    suspect.onExecuting(THIRD, at(LONG));

    suspect.onExecuting(EntryId.NONE, at(2L * LONG));

    assertThat(suspect.isExecuting()).isTrue();
    assertThat(suspect.state()).isEqualTo(Suspect.State.RUNNING);
  }

  @Test
  void shouldExecuteNothingThatWasLeftWhenTooManyPrimariesWereLostAndNoneHasSaidWhy() {
    lose("a", "b");

    assertThat(cut(group, true)).containsExactly(1L);
    assertThat(cut(group.subList(1, 5), true)).isEmpty();
    assertThat(suspect.state()).isEqualTo(Suspect.State.UNKNOWN);
    assertThat(suspect.heldFrom()).isEqualTo(2);
  }

  @Test
  void shouldExecuteWhatWasLeftWhenOnlyOnePrimaryWasLost() {
    lose("a");

    assertThat(cut(group, true)).hasSize(5);
    assertThat(suspect.state()).isEqualTo(Suspect.State.NONE);
  }

  @Test
  void shouldHoldWhatOneHasNamedWhileTheOtherIsSilent() {
    lose("a", "b");

    suspect.onTestimony("a", THIRD, 1);

    assertThat(cut(group, true)).containsExactly(1L, 2L);
    assertThat(cut(group.subList(2, 5), true)).isEmpty();
    assertThat(suspect.state()).isEqualTo(Suspect.State.HELD);
    assertThat(suspect.failures()).isEqualTo(2);
    assertThat(suspect.isPresumed()).isTrue();
    assertThat(suspect.toldFailures()).as("they can ask it themselves").isZero();
  }

  @Test
  void shouldExecuteWhatOnlyOneHasNamedAlone() {
    lose("a", "b");
    suspect.onTestimony("a", THIRD, 1);

    suspect.onTestimony("b", EntryId.NONE, 0);

    assertThat(suspect.state()).isEqualTo(Suspect.State.TRIED);
    assertThat(cut(group.subList(2, 5), true)).containsExactly(3L);
  }

  @Test
  void shouldHoldWhatAllHaveNamed() {
    lose("a", "b");
    suspect.onTestimony("b", THIRD, 1);

    suspect.onTestimony("a", THIRD, 1);

    assertThat(suspect.state()).isEqualTo(Suspect.State.HELD);
    assertThat(suspect.isPresumed()).isFalse();
    suspect.onPosition(THIRD);
    assertThat(suspect.state()).isEqualTo(Suspect.State.NONE);
  }

  @Test
  void shouldExecuteEachAloneWhenTheyHaveNamedDifferentOnes() {
    EntryId second = new EntryId(2, 1);
    lose("a", "b");
    suspect.onTestimony("a", THIRD, 1);
    suspect.onTestimony("b", second, 1);

    assertThat(cut(group.subList(2, 5), true)).containsExactly(3L);
    suspect.onPosition(THIRD);
    assertThat(suspect.state()).isEqualTo(Suspect.State.NONE);
  }

  @Test
  void shouldListenOnlyToThoseThatWereLostWithSomethingLeft() {
    lose("a", "b");

    suspect.onTestimony("c", THIRD, 1);
    assertThat(suspect.state()).isEqualTo(Suspect.State.UNKNOWN);

    suspect.onTestimony("a", new EntryId(1, 1), 1);
    suspect.onTestimony("b", EntryId.NONE, 0);
    assertThat(suspect.state()).as("the first was committed before").isEqualTo(Suspect.State.NONE);
  }

  @Test
  void shouldCountOnlyWhoHasNotGotPastWhatItWasLeft() {
    suspect.lost().add("a", 1);
    suspect.lost().add("b", 2);

    suspect.lost().onPassed(2);
    suspect.lost().begin(2);

    assertThat(suspect.lost().silent()).containsExactly("b");
    assertThat(cut(group, true)).hasSize(5);
  }

  @Test
  void shouldWaitForNoneThatTheOperatorHasTakenAway() {
    lose("a", "b");

    suspect.lost().remove("a"::equals);

    assertThat(suspect.lost().silent()).containsExactly("b");
    assertThat(cut(group, true)).hasSize(5);
  }

  @Test
  void shouldTryAgainWhatHasStoppedOnlyThisInstanceWhoeverElseWasLost() {
    suspect.remember(THIRD, 1);

    lose("a");

    assertThat(suspect.state()).isEqualTo(Suspect.State.TRIED);
    assertThat(cut(group.subList(2, 5), true)).containsExactly(3L);
  }

  @Test
  void shouldNotWaitForOneThatHasSaidItselfWhatIsInItsWay() {
    lose("a", "b");

    suspect.learn("b", THIRD, 2);

    assertThat(suspect.lost().silent()).containsExactly("a");
    assertThat(suspect.state()).isEqualTo(Suspect.State.HELD);
    assertThat(suspect.isToldBy("b", 2)).isTrue();
    assertThat(suspect.isToldBy("b", 3)).as("it has got past it since").isFalse();
    assertThat(suspect.isToldBy("a", 2)).isFalse();
  }

  @Test
  void shouldStillAskOneThatHasOnlyRepeatedWhatOthersSaid() {
    suspect.learn("a", THIRD, 1);

    suspect.learn("b", THIRD, 1);

    assertThat(suspect.isToldBy("a", 2)).isTrue();
    assertThat(suspect.isToldBy("b", 2)).isFalse();
  }

  @Test
  void shouldSayWhatHasStoppedThisVeryInstanceOnly() {
    suspect.learn("a", THIRD, 1);
    assertThat(suspect.ownEntry()).isEqualTo(EntryId.NONE);

    suspect.remember(THIRD, 2);

    assertThat(suspect.ownEntry()).isEqualTo(THIRD);
    assertThat(suspect.ownFailures()).isEqualTo(2);
  }

  /** In office after these, with all from the second entry on left by them. */
  private void lose(String... primaries) {
    for (int i = 0; i < primaries.length; i++) {
      suspect.lost().add(primaries[i], i + 1);
    }
    suspect.lost().begin(2);
  }

  @Test
  void shouldNotBlameAnEntryWhenItIsInNoGroupUnderWay() {
    assertThat(suspect.onExecuting(THIRD, at(0))).isFalse();
    assertThat(suspect.onExecuting(THIRD, at(LONG))).isFalse();
    assertThat(suspect.state()).isEqualTo(Suspect.State.NONE);
  }
}
