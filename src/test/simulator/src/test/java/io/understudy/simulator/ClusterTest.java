package io.understudy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.history.Operation.Kind;
import io.understudy.protocol.Configuration;
import io.understudy.protocol.Purpose;
import io.understudy.protocol.Survivor;
import io.understudy.protocol.instance.Role;
import io.understudy.protocol.instance.Setting;
import io.understudy.protocol.instance.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterTest {

  private static Cluster pair(long seed) {
    Cluster cluster = new Cluster(seed, "a", "b");
    assertThat(cluster.runUntilWhole(20_000)).as("a pair").isTrue();
    return cluster;
  }

  /** A pair under load, which may not go on without its backup. */
  private static Cluster pairOfWhichBothAreNeeded(long seed) {
    Cluster cluster = new Cluster(seed, Settings.DEFAULT.with(Setting.MIN_IN_SYNC, 1), "a", "b");
    assertThat(cluster.runUntilWhole(20_000)).as("a pair").isTrue();
    cluster.client("many", 64);
    cluster.load(500);
    cluster.time().run(20);
    return cluster;
  }

  private static void finish(Cluster cluster) {
    assertThat(cluster.runUntilAnswered(60_000)).as("all answered").isTrue();
    cluster.healAll();
    assertThat(cluster.runUntilWhole(60_000)).as("whole again").isTrue();
    cluster.time().run(2_000);
    cluster.checkAtTheEnd();
  }

  @Test
  void shouldBecomePairWhenFounderAndAnotherStart() {
    Cluster cluster = pair(1);

    assertThat(cluster.serving()).isEqualTo("a");
    assertThat(cluster.role("b")).isEqualTo(Role.BACKUP);
  }

  @Test
  void shouldAnswerAllWhenNothingFails() {
    Cluster cluster = pair(2);
    cluster.client("one", 1);
    cluster.client("many", 64);

    cluster.load(500);

    finish(cluster);
    assertThat(cluster.answers()).isGreaterThan(600);
  }

  @Test
  void shouldGoOnWithBackupWhenPrimaryIsKilled() {
    Cluster cluster = pair(3);
    cluster.client("one", 1);
    cluster.client("many", 64);
    cluster.load(500);
    cluster.time().run(50);

    cluster.crash("a", false);

    assertThat(cluster.time().runUntil(() -> "b".equals(cluster.serving()), 1500)).isTrue();
    finish(cluster);
  }

  @Test
  void shouldGoOnAloneWhenBackupIsKilled() {
    Cluster cluster = pair(4);
    cluster.client("many", 64);
    cluster.load(500);
    cluster.time().run(20);

    long before = degraded(cluster);
    cluster.crash("b", false);

    // long before silence would be noticed
    assertThat(cluster.runUntilAnswered(1_000)).isTrue();
    assertThat(cluster.record().inSync()).isEmpty();
    assertThat(degraded(cluster)).as("said in the log").isEqualTo(before + 1);
    finish(cluster);
    assertThat(degraded(cluster)).as("said once").isEqualTo(before + 1);
  }

  private static long degraded(Cluster cluster) {
    return cluster.witness().counted().getOrDefault("DEGRADED", 0L);
  }

  @Test
  void shouldGoOnWithoutAPauseWhenABackupIsRemoved() {
    Cluster cluster = new Cluster(4, "a", "b", "c");
    assertThat(cluster.runUntilWhole(20_000)).isTrue();
    cluster.client("many", 64);
    cluster.load(500);
    cluster.time().run(20);
    String removed = cluster.serving().equals("b") ? "c" : "b";

    assertThat(cluster.remove(removed)).as("taken out before it was stopped").isTrue();

    assertThat(cluster.record().inSync()).hasSize(1);
    finish(cluster);
  }

  @Test
  void shouldAnswerAllWhenTheOnlyInstanceThatClientsWereGivenIsGone() {
    Cluster cluster = new Cluster(4, "a");
    assertThat(cluster.runUntilWhole(20_000)).isTrue();
    cluster.client("many", 64);
    cluster.load(50);
    assertThat(cluster.runUntilAnswered(5_000)).isTrue();
    cluster.add("b");
    assertThat(cluster.runUntilWhole(20_000)).isTrue();

    cluster.crash("a", false);
    cluster.load(50);

    assertThat(cluster.runUntilAnswered(5_000)).isTrue();
    finish(cluster);
  }

  private static Cluster pairAnd(String name, Purpose purpose) {
    List<String> names = List.of("a", "b", name);
    Settings settings =
        Settings.of(Map.of(Setting.RETENTION_SECONDS, 600, Setting.SPARE_SECONDS, 2));
    Cluster cluster = new Cluster(4, settings, true, names, Map.of(name, purpose));
    assertThat(cluster.runUntilWhole(20_000)).as("whole").isTrue();
    cluster.client("many", 64);
    return cluster;
  }

  @Test
  void shouldBringUpASpareWhenAMemberStaysAwayAndLetTheMemberWaitThen() {
    Cluster cluster = pairAnd("s", Purpose.SPARE);
    assertThat(cluster.role("s")).isEqualTo(Role.SPARE);
    cluster.load(500);
    cluster.time().run(20);
    String lost = cluster.serving();

    cluster.crash(lost, false);

    cluster.time().run(1_500);
    assertThat(cluster.role("s")).as("before the limit").isEqualTo(Role.SPARE);
    assertThat(cluster.time().runUntil(() -> cluster.role("s") == Role.BACKUP, 10_000)).isTrue();
    cluster.start(lost);
    assertThat(cluster.time().runUntil(() -> cluster.role(lost) == Role.SPARE, 5_000)).isTrue();
    finish(cluster);
    assertThat(cluster.record().member("s")).isPresent();

    // and the other way round: a member is let in as soon as there is a place
    cluster.crash("s", false);
    assertThat(cluster.time().runUntil(() -> cluster.role(lost) == Role.BACKUP, 1_900)).isTrue();
    finish(cluster);
    assertThat(cluster.role("s")).isEqualTo(Role.SPARE);
  }

  @Test
  void shouldStayASpareWhenTheEpochIsRaisedAndItHasNoPlace() {
    // given a spare that waits
    Cluster cluster = pairAnd("s", Purpose.SPARE);
    assertThat(cluster.role("s")).isEqualTo(Role.SPARE);
    long epoch = cluster.record().epoch();

    // when a backup goes and comes back before the limit, so that the epoch is raised twice
    String backup = cluster.serving().equals("a") ? "b" : "a";
    cluster.crash(backup, false);
    cluster.time().run(500);
    cluster.start(backup);
    boolean wavers =
        cluster
            .time()
            .runUntil(
                () -> cluster.role("s") != Role.SPARE || cluster.record().epoch() >= epoch + 2,
                10_000);

    // then it waits on all the while
    assertThat(wavers).isTrue();
    assertThat(cluster.record().epoch()).isGreaterThanOrEqualTo(epoch + 2);
    assertThat(cluster.time().runUntil(() -> cluster.role("s") != Role.SPARE, 1_000)).isFalse();
    finish(cluster);
  }

  @Test
  void shouldFeedARemoteReplicaThatNobodyWaitsFor() {
    Cluster cluster = pairAnd("r", Purpose.REMOTE);
    cluster.load(200);
    finish(cluster);
    assertThat(cluster.isLevel()).isTrue();
    long epoch = cluster.record().epoch();

    // what it does not ack, nobody misses
    cluster.partition("r", cluster.serving());
    cluster.load(200);
    assertThat(cluster.runUntilAnswered(5_000)).isTrue();
    assertThat(cluster.record().epoch()).isEqualTo(epoch);

    // it never takes over
    cluster.healAll();
    cluster.crash("a", false);
    cluster.crash("b", false);
    cluster.time().run(10_000);
    assertThat(cluster.serving()).isNull();
    assertThat(cluster.role("r")).isEqualTo(Role.JOINING);
    finish(cluster);
  }

  @Test
  void shouldStopAndTellThePrimaryWhenACopyCannotBeLoaded() {
    // given an instance that comes back with an empty disk, and cannot load any page
    Cluster cluster = new Cluster(3, "a", "b");
    assertThat(cluster.runUntilWhole(20_000)).isTrue();
    cluster.client("many", 64);
    cluster.load(200);
    assertThat(cluster.runUntilAnswered(5_000)).isTrue();
    String lost = cluster.serving().equals("a") ? "b" : "a";
    cluster.crash(lost, false);
    cluster.loseDisk(lost);
    cluster.machine(lost).refuseCopies(true);

    // when
    cluster.start(lost);

    // then it stops, and the primary says why
    assertThat(cluster.time().runUntil(() -> !cluster.machine(lost).isUp(), 20_000)).isTrue();
    String primary = cluster.serving();
    assertThat(cluster.status(primary)).containsEntry("copy-refused." + lost, "as simulated");

    // and says it no more when it is started again and can
    cluster.machine(lost).refuseCopies(false);
    finish(cluster);
    assertThat(cluster.status(cluster.serving())).doesNotContainKey("copy-refused." + lost);
    assertThat(cluster.record().member(lost)).isPresent();
  }

  @Test
  void shouldNotTakeHalfACopyOfARemoteReplicaForAll() {
    Cluster cluster = pairAnd("r", Purpose.REMOTE);
    cluster.load(200);
    finish(cluster);
    cluster.crash("r", false);
    cluster.loseDisk("r");
    cluster.start("r");
    Database copied = cluster.machine("r").database();
    boolean[] begun = new boolean[1];

    boolean taken =
        cluster
            .time()
            .runUntil(
                () -> {
                  begun[0] |= copied.isCopying();
                  return copied.isCopying() && cluster.isLevel();
                },
                5_000);

    assertThat(begun[0]).isTrue();
    assertThat(taken).isFalse();
    finish(cluster);
  }

  @Test
  void shouldServeWithTheRemoteReplicaWhenItIsForced() {
    Cluster cluster = pairAnd("r", Purpose.REMOTE);
    cluster.load(200);
    finish(cluster);
    cluster.crash("a", false);
    cluster.crash("b", false);

    cluster.forcePrimary("r");

    assertThat(cluster.time().runUntil(() -> "r".equals(cluster.serving()), 5_000)).isTrue();
    finish(cluster);
    assertThat(cluster.record().inSync()).as("backups of the replica").hasSize(2);
  }

  @Test
  void shouldLoseNothingWhenBothLosePowerAtOnce() {
    Cluster cluster = pair(5);
    cluster.client("many", 64);
    cluster.load(500);
    cluster.time().run(50);

    cluster.crash("a", true);
    cluster.crash("b", true);
    cluster.time().run(1000);
    cluster.start("a");
    cluster.start("b");

    finish(cluster);
  }

  @Test
  void shouldCopyAllWhenDiskIsLost() {
    Cluster cluster = pair(6);
    cluster.client("many", 64);
    cluster.load(300);
    cluster.time().run(50);

    cluster.loseDisk("a");

    assertThat(cluster.runUntilAnswered(60_000)).isTrue();
    finish(cluster);
    assertThat(copiesBegun(cluster)).isEqualTo(1);
  }

  private static long copiesBegun(Cluster cluster) {
    return cluster.witness().counted().get("copied");
  }

  /** The primary is a, with a load; an empty b has loaded some of a copy, and not all. */
  private static Cluster halfCopied(long seed) {
    Cluster cluster = pair(seed);
    cluster.client("many", 64);
    cluster.load(2_000);
    assertThat(cluster.runUntilAnswered(60_000)).isTrue();
    cluster.loseDisk("b");
    cluster.start("b");
    cluster.load(2_000);
    assertThat(cluster.time().runUntil(() -> cluster.isCopying("b"), 5_000)).isTrue();
    cluster.time().run(80);
    assertThat(cluster.isCopying("b")).as("in the middle of a copy").isTrue();
    return cluster;
  }

  @Test
  void shouldGoOnWithTheCopyWhereItWasWhenTargetIsKilledInTheMiddle() {
    Cluster cluster = halfCopied(22);

    cluster.crash("b", false);
    cluster.start("b");

    finish(cluster);
    assertThat(cluster.witness().counted()).containsKey("copy resumed");
    assertThat(copiesBegun(cluster)).isEqualTo(1);
  }

  @Test
  void shouldCopyFromTheBeginningWhenSourceIsKilledInTheMiddle() {
    Cluster cluster = halfCopied(23);

    cluster.crash("a", false);
    cluster.time().run(500);
    assertThat(cluster.serving()).as("half a copy serves nobody").isNull();
    cluster.start("a");

    finish(cluster);
    assertThat(copiesBegun(cluster)).isEqualTo(2);
  }

  @Test
  void shouldTakeNoPartWhenOperatorForcesHalfACopyToBePrimary() {
    Cluster cluster = halfCopied(24);
    Configuration before = cluster.record();

    cluster.crash("a", false);
    cluster.forcePrimary("b");
    cluster.time().run(10_000);

    assertThat(cluster.record().epoch()).isEqualTo(before.epoch() + 1);
    assertThat(cluster.role("b")).isEqualTo(Role.JOINING);
    assertThat(cluster.serving()).isNull();
  }

  @Test
  void shouldRebuildInstanceThatIsAheadOfTheHistory() {
    Cluster cluster = pair(9);
    cluster.client("many", 64);
    cluster.crash("b", false);
    cluster.load(200);
    assertThat(cluster.runUntilAnswered(10_000)).isTrue();
    cluster.crash("a", false);
    cluster.start("b");
    cluster.time().run(2_000);

    cluster.forcePrimary("b");
    assertThat(cluster.time().runUntil(() -> "b".equals(cluster.serving()), 5_000)).isTrue();
    cluster.load(100);

    finish(cluster);
    assertThat(cluster.witness().counted()).containsKey("rebuilt");
  }

  @Test
  void shouldStillHaveWhatItsDatabaseLostWhenItIsForcedAndNobodyElseIsThere() {
    // given a backup that has lost power, and with it what its database had not synced
    Cluster cluster = pair(9);
    cluster.client("one", 1);
    cluster.load(100);
    assertThat(cluster.runUntilAnswered(30_000)).isTrue();
    long answered = cluster.highest("a", "one");
    cluster.crash("b", true);
    assertThat(cluster.highest("b", "one")).isLessThan(answered);

    // and a primary that has gone on without it, and never comes back
    assertThat(cluster.time().runUntil(() -> cluster.record().inSync().isEmpty(), 5_000)).isTrue();
    cluster.crash("a", false);

    // when it starts, again and again, and hears of nobody
    for (int start = 0; start < 2; start++) {
      cluster.start("b");
      cluster.time().run(3_000);
      assertThat(cluster.role("b")).isEqualTo(Role.JOINING);
      cluster.crash("b", true);
    }
    cluster.start("b");
    cluster.time().run(3_000);
    cluster.forcePrimary("b");

    // then it has all that it had in its log
    assertThat(cluster.time().runUntil(() -> "b".equals(cluster.serving()), 10_000)).isTrue();
    assertThat(cluster.highest("b", "one")).isEqualTo(answered);
    finish(cluster);
  }

  @Test
  void shouldReplacePrimaryThatIsCutOffAndTakeItBack() {
    Cluster cluster = pair(7);
    cluster.client("many", 64);
    cluster.load(500);
    cluster.time().run(50);

    cluster.partition("a", "b");
    cluster.partition("a", "many");
    cluster.cutFromArbiter("a");

    assertThat(cluster.time().runUntil(() -> "b".equals(cluster.serving()), 4_000)).isTrue();
    finish(cluster);
  }

  @Test
  void shouldGoOnAsItIsWhenArbiterIsAway() {
    Cluster cluster = pair(8);
    cluster.client("many", 64);
    cluster.arbiterAway(true);

    cluster.load(500);

    assertThat(cluster.runUntilAnswered(1_500)).isTrue();
    finish(cluster);
  }

  @Test
  void shouldResignWhenItsLogStandsStill() {
    Cluster cluster = pair(10);
    cluster.client("many", 64);
    cluster.load(500);
    cluster.time().run(20);

    cluster.stallLog("a", 8_000);

    assertThat(cluster.time().runUntil(() -> "b".equals(cluster.serving()), 6_000)).isTrue();
    finish(cluster);
  }

  @Test
  void shouldResignWhenItsDatabaseTakesNoGroupAnyMore() {
    Cluster cluster = pair(10);
    cluster.client("many", 64);
    cluster.load(500);
    cluster.time().run(20);

    cluster.failDatabase("a", 60_000);

    assertThat(cluster.time().runUntil(() -> "b".equals(cluster.serving()), 30_000)).isTrue();
    assertThat(cluster.runUntilAnswered(10_000)).as("none was an answer").isTrue();
    cluster.crash("a", false);
    cluster.start("a");
    finish(cluster);
  }

  @Test
  void shouldStayInOfficeWhenItPausesForLongerThanItsLeaseOnly() {
    Cluster cluster = pair(20);
    cluster.client("many", 64);
    cluster.load(500);
    cluster.time().run(20);
    long epoch = cluster.record().epoch();

    for (int i = 0; i < 10; i++) {
      cluster.pause("a", Settings.DEFAULT.promiseMillis() + 400);
      cluster.time().run(1_000);
    }

    assertThat(cluster.runUntilAnswered(5_000)).isTrue();
    assertThat(cluster.record().epoch()).isEqualTo(epoch);
    assertThat(cluster.serving()).isEqualTo("a");
    finish(cluster);
    assertThat(cluster.witness().counted())
        .containsEntry("primary gone on after its lease", 10L)
        .doesNotContainKey("replaced primary gone on");
  }

  @Test
  void shouldLoseNothingWhenPrimaryResignsAndTakesOfficeAgain() {
    // given a primary whose log stands still, though its backup has all it sent
    Cluster cluster = pair(11);
    cluster.client("many", 64);
    cluster.cutFromArbiter("b");
    cluster.load(500);
    cluster.time().run(20);
    cluster.stallLog("a", 4_000);

    // when nobody else can take its place
    assertThat(cluster.time().runUntil(() -> cluster.role("a") == Role.BACKUP, 4_000)).isTrue();

    // then
    assertThat(cluster.time().runUntil(() -> "a".equals(cluster.serving()), 8_000)).isTrue();
    finish(cluster);
  }

  @Test
  void shouldGoOnAndSayItWhenRecordIsOlder() {
    Cluster cluster = pair(12);
    cluster.client("many", 64);
    Configuration old = cluster.record();
    cluster.crash("b", false);
    cluster.time().run(1_000);
    cluster.start("b");
    assertThat(cluster.runUntilWhole(10_000)).isTrue();

    cluster.restoreRecord(old);
    cluster.load(200);

    assertThat(cluster.runUntilAnswered(10_000)).isTrue();
    cluster.crash("a", false);
    cluster.start("a");
    cluster.time().run(10_000);
    assertThat(cluster.role("a")).isEqualTo(Role.STOPPED);
    assertThat(cluster.status("a").get("reason"))
        .matches("the arbiter's record is of epoch [0-9]+, older than [0-9]+");
    assertThat(cluster.serving()).isNull();
    assertThat(cluster.witness().counted()).containsKey("RECORD_OLDER");

    // when the operator has restored it
    cluster.repairRecord();
    finish(cluster);
  }

  /** An arbiter that comes back empty: who works goes on, and nobody takes over. */
  @Test
  void shouldPromoteNobodyWhenTheRecordIsLost() {
    Cluster cluster = pair(13);
    cluster.client("many", 64);
    assertThat(cluster.runUntilWhole(10_000)).isTrue();

    cluster.loseRecord();
    cluster.load(200);
    assertThat(cluster.runUntilAnswered(10_000)).isTrue();
    assertThat(cluster.serving()).isEqualTo("a");
    cluster.load(200);
    cluster.time().run(20);
    cluster.crash("a", false);
    cluster.time().run(20_000);

    assertThat(cluster.serving()).isNull();
    assertThat(cluster.role("b")).isNotEqualTo(Role.PRIMARY);
    assertThat(cluster.witness().counted()).containsKey("RECORD_OLDER");
    cluster.start("a");
    cluster.time().run(10_000);
    assertThat(cluster.serving()).as("nobody by no record").isNull();

    // when the operator has restored it
    cluster.repairRecord();
    finish(cluster);
  }

  /** a is cut off, does not hear that b has taken its place, and stays in office. */
  private static void replaceWithoutKnowing(Cluster cluster) {
    cluster.partition("a", "b");
    cluster.cutFromArbiter("a");
    assertThat(cluster.time().runUntil(() -> "b".equals(cluster.serving()), 10_000)).isTrue();
    cluster.load(100);
    assertThat(cluster.runUntilAnswered(10_000)).isTrue();
    assertThat(cluster.role("a")).isEqualTo(Role.PRIMARY);
  }

  @ParameterizedTest
  @ValueSource(longs = {51, 52, 53, 54})
  void shouldNotGoOnWithAReplacedPrimaryWhenTheRecordIsRestoredFromTheInstances(long seed) {
    Cluster cluster = pair(seed);
    cluster.client("many", 64);
    cluster.load(100);
    assertThat(cluster.runUntilAnswered(10_000)).isTrue();
    replaceWithoutKnowing(cluster);
    cluster.loseRecord();
    cluster.crash("b", false);
    cluster.start("b");
    cluster.healAll();
    cluster.load(100);
    cluster.time().run(5_000);
    assertThat(cluster.serving()).isNull();

    cluster.repairRecord();
    finish(cluster);

    assertThat(cluster.serving()).isEqualTo("b");
  }

  @ParameterizedTest
  @ValueSource(longs = {51, 52, 53, 54})
  void shouldNotGoOnWithAReplacedPrimaryWhenTheArbiterComesBackWithAnOlderRecord(long seed) {
    Cluster cluster = pair(seed);
    assertThat(cluster.runUntilWhole(10_000)).isTrue();
    Configuration older = cluster.record();
    cluster.client("many", 64);
    replaceWithoutKnowing(cluster);

    // and a hears of b before it reaches the arbiter: before that, nobody can tell
    cluster.restoreRecord(older);
    cluster.network().heal();
    cluster.time().run(1_000);
    cluster.healAll();
    cluster.load(100);
    cluster.time().run(5_000);

    assertThat(cluster.record()).isEqualTo(older);
    assertThat(cluster.witness().counted()).containsKey("RECORD_OLDER");
    cluster.repairRecord();
    finish(cluster);
    assertThat(cluster.serving()).isEqualTo("b");
  }

  /** Its client bears 500 ms of silence, and then some more: that is no reason to begin again. */
  @Test
  void shouldAnswerAQueryThatTakesLongerThanItsClientBearsSilence() {
    Cluster cluster = pair(55);
    cluster.queriesTake(5_000);
    cluster.client("one", 1);
    cluster.client("few", 8);

    cluster.load(40);

    assertThat(cluster.runUntilAnswered(600_000)).isTrue();
    assertThat(queriesAnswered(cluster)).isPositive();
    cluster.queriesTake(0);
    finish(cluster);
  }

  /** The primary could take it out of no record, and dies as soon as there is one again. */
  @ParameterizedTest
  @ValueSource(longs = {41, 42, 43, 44})
  void shouldNotRestoreAsAMemberWhoeverHasLostAllItHadMeanwhile(long seed) {
    Cluster cluster = pair(seed);
    cluster.client("many", 64);
    cluster.load(100);
    assertThat(cluster.runUntilAnswered(10_000)).isTrue();
    cluster.loseRecord();
    cluster.crash("b", false);
    cluster.loseDisk("b");
    cluster.time().run(200);
    cluster.start("b");
    cluster.time().run(1_000);

    cluster.repairRecord();
    cluster.time().run(cluster.time().between(10, 400));
    cluster.crash("a", false);

    // then it takes over only if it has been brought up meanwhile
    cluster.time().run(5_000);
    cluster.start("a");
    finish(cluster);
  }

  /** An older record, while the primary works, or after all have lost their power. */
  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33, 34, 35, 36, 37, 38})
  void shouldLoseNothingWhenRecordIsRestoredFromTheInstances(long seed) {
    Cluster cluster = new Cluster(seed, "a", "b", "c");
    assertThat(cluster.runUntilWhole(20_000)).isTrue();
    cluster.client("one", 1);
    cluster.client("many", 64);
    Configuration old = cluster.record();
    cluster.load(100);
    cluster.time().run(cluster.time().between(0, 500));
    // given one that was not in sync to the end
    cluster.crash("a", true);
    cluster.time().run(3_000);
    cluster.load(100);
    cluster.time().run(cluster.time().between(0, 1_000));

    cluster.restoreRecord(old);
    boolean working = seed % 2 == 0;
    if (!working) {
      cluster.crash("b", true);
      cluster.crash("c", true);
    }
    cluster.healAll();
    cluster.time().run(5_000);
    assertThat(cluster.serving()).as("nobody by the older record").isNull();
    cluster.repairRecord();

    finish(cluster);
    assertThat(cluster.record().epoch()).isGreaterThan(Survivor.WELL_ABOVE);
  }

  /**
   * Several backups: what one has and another has not yet is settled by the one that takes over.
   */
  @Test
  void shouldBringAllBackupsTogetherWhenPrimaryOfThreeIsKilledAgainAndAgain() {
    Cluster cluster = new Cluster(39, "a", "b", "c");
    cluster.client("one", 1);
    cluster.client("many", 64);
    assertThat(cluster.runUntilWhole(20_000)).isTrue();

    for (int i = 0; i < 4; i++) {
      cluster.load(300);
      cluster.time().run(40);
      String killed = cluster.serving();
      cluster.crash(killed, false);
      // the other backup stays one, under the new primary
      assertThat(cluster.time().runUntil(() -> cluster.serving() != null, 3_000)).isTrue();
      assertThat(cluster.record().inSync()).hasSize(1);
      assertThat(cluster.runUntilAnswered(20_000)).isTrue();
      assertThat(cluster.record().inSync()).hasSize(1);
      cluster.start(killed);
      assertThat(cluster.runUntilWhole(20_000)).isTrue();
    }

    finish(cluster);
  }

  @Test
  void shouldForgetOldAnswersWhenClientHasThem() {
    Cluster cluster = pair(13);
    cluster.client("many", 64);

    cluster.load(8_000);

    assertThat(cluster.runUntilAnswered(60_000)).isTrue();
    cluster.time().run(2_000);
    assertThat(cluster.floor("a", "many")).isGreaterThan(4_000);
    finish(cluster);
  }

  @Test
  void shouldTellOlderSessionWhenClientComesTwice() {
    Cluster cluster = pair(14);
    cluster.client("many", 64);
    cluster.load(500);
    cluster.time().run(20);

    cluster.supersedeClient(0);

    finish(cluster);
    assertThat(cluster.witness().counted()).containsKey("superseded");
  }

  @Test
  void shouldGoOnWhereItWasWhenPausedPrimaryWasReplaced() {
    Cluster cluster = pair(15);
    cluster.client("many", 64);
    cluster.load(500);
    cluster.time().run(20);

    cluster.pause("a", 4_000);

    assertThat(cluster.time().runUntil(() -> "b".equals(cluster.serving()), 3_500)).isTrue();
    finish(cluster);
    assertThat(cluster.witness().counted()).containsEntry("replaced primary gone on", 1L);
  }

  @Test
  void shouldLetRequestsWaitWhileFewerBackupsAreInSyncThanMustBe() {
    Cluster cluster = pairOfWhichBothAreNeeded(16);

    // when the backup is lost
    cluster.crash("b", false);
    cluster.time().run(3_000);
    int answered = cluster.answers();
    long queries = queriesAnswered(cluster);
    cluster.load(100);
    cluster.time().run(10_000);

    // then nobody is answered, queries neither, and nobody sees an exception
    assertThat(cluster.record().inSync()).isEmpty();
    assertThat(cluster.serving()).isNull();
    assertThat(cluster.answers()).isEqualTo(answered);
    assertThat(queriesAnswered(cluster)).isEqualTo(queries).isPositive();
    assertThat(cluster.witness().counted()).containsKey("BELOW_MINIMUM");

    // until it is back
    cluster.start("b");
    finish(cluster);
  }

  private static long queriesAnswered(Cluster cluster) {
    return cluster.witness().counted().getOrDefault("query answered", 0L);
  }

  @Test
  void shouldTakeOfficeOnlyWithABackupWhenOneMustBeInSync() {
    Cluster cluster = pairOfWhichBothAreNeeded(17);

    cluster.crash("a", false);

    assertThat(cluster.time().runUntil(() -> cluster.role("b") == Role.PRIMARY, 2_000)).isTrue();
    cluster.time().run(5_000);
    assertThat(cluster.serving()).isNull();
    cluster.start("a");
    finish(cluster);
    assertThat(cluster.serving()).isEqualTo("b");
  }

  @Test
  void shouldHandOverUnderLoadWithoutAnyFailureWhenOperatorSaysSo() {
    Cluster cluster = pair(18);
    cluster.client("one", 1);
    cluster.client("many", 64);
    cluster.load(2_000);
    cluster.time().run(50);

    cluster.switchOver("b");

    assertThat(cluster.time().runUntil(() -> "b".equals(cluster.serving()), 200)).isTrue();
    assertThat(cluster.runUntilWhole(5_000)).isTrue();
    assertThat(cluster.role("a")).isEqualTo(Role.BACKUP);
    assertThat(cluster.witness().counted()).containsKey("switched over");
    finish(cluster);
  }

  @Test
  void shouldGoOnUnderANewEpochWhenBackupDoesNotTakeOver() {
    Cluster cluster = pair(19);
    cluster.client("many", 64);
    cluster.load(500);
    cluster.time().run(50);
    long epoch = cluster.record().epoch();

    // given a backup that cannot ask the arbiter
    cluster.cutFromArbiter("b");
    cluster.switchOver("b");

    // then the primary is the same, and serves again
    assertThat(cluster.runUntilAnswered(20_000)).isTrue();
    assertThat(cluster.serving()).isEqualTo("a");
    assertThat(cluster.record().epoch()).isGreaterThan(epoch);
    assertThat(cluster.witness().counted()).containsKey("not switched over");
    finish(cluster);
  }

  @Test
  void shouldGoOnAsItIsWhenThereIsNobodyToSwitchOverTo() {
    Cluster cluster = pair(20);
    cluster.client("many", 64);
    long epoch = cluster.record().epoch();

    cluster.switchOver("a");
    cluster.switchOver("c");
    cluster.load(500);

    assertThat(cluster.runUntilAnswered(10_000)).isTrue();
    assertThat(cluster.record().epoch()).isEqualTo(epoch);
    assertThat(cluster.witness().counted()).containsKey("not switched over");
    finish(cluster);
  }

  @Test
  void shouldForgetClientEverywhereWhenItIsSilentForTheRetentionTime() {
    Cluster cluster =
        new Cluster(21, Settings.DEFAULT.with(Setting.RETENTION_SECONDS, 10), "a", "b");
    assertThat(cluster.runUntilWhole(20_000)).as("a pair").isTrue();
    cluster.client("guest", 4);
    cluster.client("one", 1);
    cluster.load(50);
    assertThat(cluster.runUntilAnswered(60_000)).isTrue();
    cluster.clientLeaves(0);

    // not before its time, and counted anew when another becomes the primary
    cluster.time().run(8_000);
    cluster.crash("a", false);
    cluster.time().run(1_000);
    cluster.start("a");
    cluster.time().run(7_000);
    cluster.load(1);
    assertThat(cluster.serving()).isEqualTo("b");
    assertThat(cluster.floor("b", "guest")).isZero();

    // then on all instances
    cluster.time().run(7_000);
    long floor = cluster.floor("b", "guest");
    assertThat(floor).isPositive();
    assertThat(cluster.floor("a", "guest")).isEqualTo(floor);
    assertThat(cluster.floor("b", "one")).as("of one that is there").isZero();

    // and it goes on above its floor when it comes back
    cluster.clientReturns(0);
    cluster.load(20);
    finish(cluster);
    assertThat(cluster.highest("a", "guest")).isGreaterThan(floor);
  }

  /** A cluster at the end of a good run, of which somebody then tells what was not. */
  private static Cluster afterAGoodRun(long seed) {
    Cluster cluster = pair(seed);
    cluster.client("many", 8);
    cluster.load(100);
    finish(cluster);
    return cluster;
  }

  /** Whole, and under load. */
  private static Cluster loaded(long seed, String... names) {
    Cluster cluster = new Cluster(seed, names);
    assertThat(cluster.runUntilWhole(20_000)).as("whole").isTrue();
    cluster.client("many", 64);
    cluster.load(300);
    cluster.time().run(20);
    return cluster;
  }

  @Test
  void shouldNoticeAnswerThatWasLost() {
    Cluster cluster = afterAGoodRun(22);

    cluster.history().invoke("many", Kind.MUTATION, "add", "c0").answered(1_000, "77", 1_000);

    assertThatThrownBy(cluster::checkAtTheEnd)
        .isInstanceOf(Violation.class)
        .hasMessageContaining("was answered, it is at 0");
  }

  @Test
  void shouldNoticeStaleQuery() {
    Cluster cluster = afterAGoodRun(23);

    cluster.history().invoke("many", Kind.QUERY, "get", "c0").answered(1_000, "0", 2);

    assertThatThrownBy(cluster::checkAtTheEnd)
        .isInstanceOf(Violation.class)
        .hasMessageContaining("real time puts it");
  }

  @Test
  void shouldEmptyAndRebuildTheBackupWhenItAnswersOtherwise() {
    Cluster cluster = loaded(22, "a", "b");

    cluster.diverge("b", Database.Divergence.RESPONSE);

    assertThat(cluster.time().runUntil(() -> cluster.isVoid("b"), 2_000)).as("void").isTrue();
    assertThat(cluster.time().runUntil(() -> cluster.record().inSync().isEmpty(), 100)).isTrue();
    assertThat(cluster.serving()).isEqualTo("a");
    assertThat(cluster.status("a").get("diverged.b")).contains("the first");
    assertThat(cluster.status("b").get("diverged.b")).contains("the first");
    finish(cluster);
    assertThat(cluster.status("a")).doesNotContainKey("diverged.b");
    assertThat(cluster.status("b")).doesNotContainKey("diverged.b");
  }

  @Test
  void shouldNeverBecomePrimaryWhenItIsVoidAndThePrimaryDies() {
    // given a backup that is void, and the record still has it in sync
    Cluster cluster = loaded(23, "a", "b");
    cluster.cutFromArbiter("a");
    cluster.diverge("b", Database.Divergence.OBJECTS);
    assertThat(cluster.time().runUntil(() -> cluster.isVoid("b"), 2_000)).as("void").isTrue();
    cluster.crash("a", false);
    cluster.crash("b", false);
    assertThat(cluster.record().inSync()).hasSize(1);

    // when it comes back, and the primary does not
    cluster.start("b");
    cluster.time().run(20_000);

    // then nobody serves
    assertThat(cluster.role("b")).isEqualTo(Role.JOINING);
    assertThat(cluster.record().primary().instance()).isEqualTo("a");

    // until the primary is back
    cluster.healAll();
    finish(cluster);
    assertThat(cluster.serving()).isEqualTo("a");
  }

  @Test
  void shouldStepDownAtOnceWhenThePrimaryIsTheOddOneOfThree() {
    Cluster cluster = loaded(24, "a", "b", "c");

    cluster.diverge("a", Database.Divergence.OBJECTS);

    assertThat(cluster.time().runUntil(() -> cluster.isVoid("a"), 2_000)).as("void").isTrue();
    cluster.time().run(300);
    assertThat(cluster.serving()).as("far sooner than by silence").isIn("b", "c");
    finish(cluster);
  }

  @Test
  void shouldKeepThePrimaryWhenOneOfThreeIsTheOddOne() {
    Cluster cluster = loaded(25, "a", "b", "c");

    cluster.diverge("c", Database.Divergence.OBJECTS);

    assertThat(cluster.time().runUntil(() -> cluster.isVoid("c"), 2_000)).as("void").isTrue();
    finish(cluster);
    assertThat(cluster.serving()).isEqualTo("a");
  }
}
