package io.understudy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.protocol.Entry;
import io.understudy.protocol.instance.Role;
import io.understudy.protocol.instance.Setting;
import io.understudy.protocol.instance.Settings;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An operation that never ends, kills its server or fails for ever, and an operator. */
class PoisonTest {
  private static final int SEEDS = 25;
  private static final int OFTEN = Settings.DEFAULT.maxFailures();

  private static Cluster whole(long seed, String... names) {
    return whole(new Cluster(seed, names));
  }

  private static Cluster whole(Cluster cluster) {
    cluster.client("one", 1);
    cluster.client("many", 64);
    assertThat(cluster.runUntilWhole(20_000)).isTrue();
    return cluster;
  }

  private static void poison(Cluster cluster, Poison poison) {
    cluster.load(100);
    cluster.time().run(cluster.time().between(0, 100));
    cluster.poison((int) cluster.time().between(0, 1), poison);
    cluster.load(100);
  }

  /** What is down is started again; what is in the way is rejected once status names it. */
  private static void operate(Cluster cluster) {
    for (int i = 0; i < 300 && !cluster.runUntilAnswered(500); i++) {
      restart(cluster);
      for (String state : List.of("HELD", "FAILING")) {
        long ssn = cluster.suspect(state);
        if (ssn > 0) {
          cluster.reject(ssn);
        }
      }
      if (cluster.suspect("RUNNING") > 0) {
        primaries(cluster).forEach(name -> cluster.crash(name, false));
      }
    }
  }

  private static void restart(Cluster cluster) {
    cluster.time().run(cluster.time().between(1, 3_000));
    cluster.machines().forEach(machine -> cluster.start(machine.name()));
  }

  private static List<String> primaries(Cluster cluster) {
    return cluster.machines().stream()
        .map(Machine::name)
        .filter(name -> cluster.role(name) == Role.PRIMARY)
        .toList();
  }

  private static void finish(Cluster cluster) {
    cluster.healAll();
    if (!cluster.runUntilAnswered(60_000) || !cluster.runUntilWhole(60_000)) {
      throw new Stall(cluster.witness().notes());
    }
    cluster.time().run(3_000);
    cluster.checkAtTheEnd();
  }

  /** One seeded run, with an operator, to its end. */
  private static Cluster run(long seed, Poison poison) {
    Cluster cluster = seed % 2 == 0 ? whole(seed, "a", "b", "c") : whole(seed, "a", "b");
    cluster.faults(seed % 5 != 0);
    poison(cluster, poison);
    operate(cluster);
    finish(cluster);
    return cluster;
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FLUSH_HANGS") // no entry's doing
  void shouldLoseNothingWhenTheOperatorHasAPoisonousEntryRejected(Poison poison) {
    int rejected = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      try {
        rejected += run(seed, poison).witness().counted().containsKey("rejected") ? 1 : 0;
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ", " + poison, e);
      }
    }
    assertThat(rejected).isEqualTo(SEEDS);
  }

  @Test
  void shouldKeepItsDataWhenThePrimaryThatHadAnEntryRejectedLeavesItsOffice() {
    Cluster cluster = whole(1, "a", "b");
    poison(cluster, Poison.FAILS);
    operate(cluster);
    assertThat(cluster.runUntilAnswered(60_000)).isTrue();
    assertThat(cluster.runUntilWhole(60_000)).isTrue();
    assertThat(cluster.witness().counted()).containsKey("rejected");

    cluster.switchOver("");
    finish(cluster);

    assertThat(cluster.witness().counted()).doesNotContainKey("rebuilt");
  }

  /** What would tell of the epoch in which the entry was rejected is not committed yet. */
  private static void endRightAfterRejecting(long seed) {
    Cluster cluster = whole(new Cluster(seed, Settings.DEFAULT.with(Setting.MAX_GROUP, 4), "a"));
    cluster.load(100);
    cluster.poison(0, Poison.KILLS);
    for (int i = 0; i < 20 && cluster.suspect("HELD") == 0; i++) {
      cluster.time().run(1_000);
      cluster.start("a");
    }
    long ssn = cluster.suspect("HELD");
    cluster.reject(ssn);
    assertThat(cluster.time().runUntil(() -> committed(cluster) >= ssn, 10_000)).isTrue();

    cluster.crash("a", false);
    cluster.start("a");
    cluster.load(100);
    finish(cluster);

    assertThat(cluster.witness().counted()).doesNotContainKey("rebuilt");
  }

  @Test
  void shouldKeepItsDataWhenItEndsRightAfterItHadAnEntryRejected() {
    for (long seed = 1; seed <= 10; seed++) {
      try {
        endRightAfterRejecting(seed);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private static long committed(Cluster cluster) {
    return cluster.machine("a").database().position().ssn();
  }

  @ParameterizedTest
  @EnumSource(names = {"NEVER_ENDS", "KILLS_LATE"})
  void shouldSpareTheThirdInstanceWhenAnOperationTakesLong(Poison poison) {
    Cluster cluster = whole(1, "a", "b", "c");

    cluster.poison(0, poison);

    // a ends, then the one that takes its place; the last one does not even try
    assertThat(cluster.time().runUntil(() -> cluster.suspect("HELD") > 0, 60_000)).isTrue();
    String last = primaries(cluster).get(0);
    assertThat(cluster.witness().suffered()).hasSize(2).doesNotContainKey(last);
    restart(cluster);
    operate(cluster);
    finish(cluster);
    assertThat(cluster.witness().suffered()).doesNotContainKey(last);
  }

  /** Two have died of it at once, and only they know: the third does not try what they left. */
  private static Cluster spareTheThird(long seed) {
    Cluster cluster = whole(seed, "a", "b", "c");
    cluster.load(100);
    cluster.poison(0, Poison.KILLS);
    cluster.load(100);
    boolean waits = cluster.time().runUntil(() -> cluster.suspect("UNKNOWN") > 0, 20_000);
    cluster.witness().check(waits, () -> "nobody was spared");
    String last = primaries(cluster).get(0);
    operate(cluster);
    finish(cluster);
    cluster
        .witness()
        .check(!cluster.witness().suffered().containsKey(last), () -> last + " was not spared");
    return cluster;
  }

  @Test
  void shouldSpareTheThirdInstanceWhenAnOperationEndsItsServerAtOnce() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      try {
        Cluster cluster = spareTheThird(seed);
        assertThat(cluster.witness().counted()).containsKey("rejected");
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  @Test
  void shouldSpareTheBackupOfAPairWhenOneFailureIsTooMany() {
    Settings careful = Settings.DEFAULT.with(Setting.MAX_FAILURES, 1);
    for (long seed = 1; seed <= SEEDS; seed++) {
      Cluster cluster = whole(new Cluster(seed, careful, "a", "b"));
      cluster.load(100);
      cluster.poison(0, Poison.KILLS);
      cluster.load(100);

      assertThat(cluster.time().runUntil(() -> cluster.suspect("UNKNOWN") > 0, 20_000)).isTrue();
      operate(cluster);
      finish(cluster);

      assertThat(cluster.witness().suffered()).as("seed %d", seed).containsOnlyKeys("a");
      assertThat(cluster.witness().counted()).containsKey("rejected");
    }
  }

  @Test
  void shouldGoOnWhenThoseThatWereLostWereNotEndedByAnEntry() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Cluster cluster = whole(seed, "a", "b", "c");
      cluster.load(100);
      // each is killed as soon as it is the primary, until the last one waits for them
      cluster
          .time()
          .runUntil(
              () -> {
                if (cluster.suspect("UNKNOWN") == 0) {
                  primaries(cluster).forEach(name -> cluster.crash(name, false));
                }
                return cluster.suspect("UNKNOWN") > 0;
              },
              5_000);

      operate(cluster);
      finish(cluster);
      assertThat(cluster.witness().counted()).doesNotContainKey("rejected");
    }
  }

  @Test
  void shouldStayAndSaySoWhenThereIsNobodyToLeaveItsOfficeTo() {
    Cluster cluster = whole(2, "a");

    cluster.poison(0, Poison.NEVER_ENDS);

    assertThat(cluster.time().runUntil(() -> cluster.suspect("RUNNING") > 0, 30_000)).isTrue();
    long ssn = cluster.suspect("RUNNING");
    cluster.time().run(60_000);
    assertThat(cluster.role("a")).isEqualTo(Role.PRIMARY);

    // it is being executed, and cannot be rejected; after a restart it is not executed again
    assertRefused(cluster, ssn);
    cluster.crash("a", false);
    cluster.start("a");
    assertThat(cluster.time().runUntil(() -> cluster.suspect("HELD") == ssn, 10_000)).isTrue();
    assertThat(cluster.witness().suffered()).containsEntry("a", 1);
    operate(cluster);
    finish(cluster);
  }

  @Test
  void shouldGoOnWhenOnlyOneServerDoesNotGetPastAnEntry() {
    // nobody is asked: the backup does better
    Cluster cluster = whole(3, "a", "b");
    cluster.immune("b");

    poison(cluster, Poison.NEVER_ENDS);

    assertThat(cluster.runUntilAnswered(30_000)).isTrue();
    assertThat(cluster.serving()).isEqualTo("b");
    assertThat(cluster.witness().counted()).doesNotContainKey("rejected");
    cluster.immune("a");
    finish(cluster);
  }

  @Test
  void shouldLeaveItsOfficeWhenItsDatabaseHangsAfterAnEntryHadTakenLong() {
    Cluster cluster = whole(7, "a", "b");
    cluster.immune("b");
    poison(cluster, Poison.FLUSH_HANGS);

    assertThat(cluster.runUntilAnswered(30_000)).isTrue();

    assertThat(cluster.serving()).isEqualTo("b");
    assertThat(
            cluster
                .time()
                .runUntil(() -> cluster.witness().counted().containsKey("given up"), 60_000))
        .isTrue();
    restart(cluster);
    cluster.immune("a");
    finish(cluster);
  }

  @Test
  void shouldRefuseWhenAnEntryIsCommittedOrNothingIsKnownAgainstIt() {
    // given one that the primary has got past, and its backup has not
    Cluster cluster = whole(4, "a", "b");
    cluster.immune("a");
    cluster.poison(0, Poison.KILLS);
    assertThat(cluster.runUntilAnswered(30_000)).isTrue();
    for (int i = 0; i < 20 && !cluster.witness().counted().containsKey("given up"); i++) {
      restart(cluster);
    }
    assertThat(cluster.witness().counted()).containsKey("given up");
    assertThat(cluster.witness().suffered()).containsEntry("b", OFTEN);

    assertRefused(cluster, cluster.machine("a").database().position().ssn());
    assertRefused(cluster, 1_000_000);
    assertThat(cluster.serving()).isEqualTo("a");
  }

  /** It was committed by a primary that is gone, and kills the one that took its place. */
  private static Cluster committedByOneThatIsGone(long seed) {
    return committedByOne(seed, cluster -> cluster.crash("a", false));
  }

  private static Cluster committedByOne(long seed, Consumer<Cluster> thatGoes) {
    Cluster cluster = whole(seed, "a", "b");
    cluster.immune("a");
    cluster.poison(0, Poison.KILLS);
    cluster.time().runUntil(() -> ssnOfPoison(cluster) > 0, 1_000);
    long ssn = ssnOfPoison(cluster);
    thatGoes.accept(cluster);
    for (int i = 0; i < 20 && cluster.suspect("HELD") == 0; i++) {
      cluster.time().run(1_000);
      cluster.start("b");
    }
    assertThat(cluster.suspect("HELD")).isEqualTo(ssn);
    return cluster;
  }

  /** As a has committed it; 0 if it has not. */
  private static long ssnOfPoison(Cluster cluster) {
    return cluster.machine("a").database().operationLog().stream()
        .filter(entry -> entry.operation().equals("poison"))
        .mapToLong(Entry::ssn)
        .findFirst()
        .orElse(0);
  }

  private static void assertRefused(Cluster cluster, long ssn) {
    long before = cluster.witness().counted().getOrDefault("not rejected", 0L);
    cluster.reject(ssn);
    cluster.time().run(1_000);
    assertThat(cluster.witness().counted())
        .containsEntry("not rejected", before + 1)
        .doesNotContainKey("rejected");
  }

  private static void assertRejectedWithoutA(Cluster cluster, long ssn) {
    cluster.reject(ssn, "a");
    cluster.time().run(1_000);
    assertThat(cluster.witness().counted()).containsKey("rejected");
  }

  @Test
  void shouldRefuseWhileAnInstanceThatMayHaveCommittedItDoesNotSay() {
    Cluster cluster = committedByOneThatIsGone(5);

    assertRefused(cluster, cluster.suspect("HELD"));

    // and it says that it has
    cluster.start("a");
    cluster.time().run(5_000);
    assertRefused(cluster, cluster.suspect("HELD"));
  }

  @Test
  void shouldRefuseWhileARemovedInstanceThatHasCommittedItIsNotNamed() {
    Cluster cluster = committedByOneThatIsGone(5);
    long ssn = cluster.suspect("HELD");
    cluster.remove("a");
    cluster.time().run(1_000);

    assertRefused(cluster, ssn);
    assertRejectedWithoutA(cluster, ssn);
  }

  /** It has answered it, and its database has lost it: only its log, which it drops, had it. */
  @Test
  void shouldRefuseWhileOneThatMayHaveLostWhatItHadAnsweredIsNotNamed() {
    Cluster cluster = committedByOne(5, each -> each.crash("a", true));
    long ssn = cluster.suspect("HELD");
    assertThat(ssnOfPoison(cluster)).isZero();
    cluster.start("a");
    cluster.time().run(5_000);

    assertRefused(cluster, ssn);

    // nor after another restart, when the log that it had is dropped
    cluster.crash("a", false);
    cluster.start("a");
    cluster.time().run(5_000);
    assertRefused(cluster, ssn);

    // nor after a loss of power
    cluster.crash("a", true);
    cluster.start("a");
    cluster.time().run(5_000);
    assertRefused(cluster, ssn);

    assertRejectedWithoutA(cluster, ssn);
    finish(cluster);
  }

  /**
   * Only its database was lost, so it knows exactly; power is lost just after it dropped its log.
   */
  @Test
  void shouldRefuseAfterALossOfPowerTooWhenItKnewWhatItsDatabaseHadLost() {
    Cluster cluster =
        committedByOne(
            5,
            each -> {
              Machine a = each.machine("a");
              // it is answered only then
              each.time().runUntil(() -> a.note().committed() >= ssnOfPoison(each), 1_000);
              each.crash("a", false);
              a.database().loseUnsynced();
            });
    long ssn = cluster.suspect("HELD");
    assertThat(ssnOfPoison(cluster)).isZero();
    Disk disk = cluster.machine("a").disk();
    long log = disk.logId();
    cluster.start("a");
    assertThat(cluster.time().runUntil(() -> disk.logId() != log, 5_000)).isTrue();
    cluster.crash("a", true);
    cluster.start("a");
    cluster.time().run(5_000);

    assertRefused(cluster, ssn);
  }

  @Test
  void shouldRefuseWhenThePrimaryItselfMayHaveLostWhatItHadAnswered() {
    Cluster cluster = whole(1, "a");
    cluster.immune("a");
    cluster.poison(0, Poison.KILLS);
    assertThat(cluster.time().runUntil(() -> ssnOfPoison(cluster) > 0, 1_000)).isTrue();
    long ssn = ssnOfPoison(cluster);
    cluster.crash("a", true);
    cluster.vulnerable("a");
    for (int i = 0; i < 20 && cluster.suspect("HELD") == 0; i++) {
      cluster.start("a");
      cluster.time().run(1_000);
    }
    assertThat(cluster.suspect("HELD")).isEqualTo(ssn);

    assertRefused(cluster, ssn);

    assertRejectedWithoutA(cluster, ssn);
    finish(cluster);
  }

  /** It was ended by it: it knows that it had not committed it, and nobody has to be named. */
  @Test
  void shouldNotAskForAnybodyWhoKnowsThatItHasNotCommittedIt() {
    Cluster cluster = whole(1, "a", "b");
    cluster.poison(0, Poison.KILLS);
    for (int i = 0; i < 20 && cluster.suspect("HELD") == 0; i++) {
      restart(cluster);
    }
    restart(cluster);
    cluster.time().run(5_000);

    cluster.reject(cluster.suspect("HELD"));
    cluster.time().run(1_000);

    assertThat(cluster.witness().counted())
        .containsKey("rejected")
        .doesNotContainKey("not rejected");
    finish(cluster);
  }

  private static void rejectWithoutIt(long seed) {
    Cluster cluster = committedByOneThatIsGone(seed);
    cluster.reject(cluster.suspect("HELD"), "a");
    cluster.load(100);
    cluster.runUntilAnswered(30_000);
    cluster
        .witness()
        .check(cluster.witness().counted().containsKey("rejected"), () -> "not rejected");
    cluster.start("a");
    finish(cluster);
    cluster
        .witness()
        .check(cluster.witness().counted().containsKey("rebuilt"), () -> "a is not rebuilt");
  }

  @Test
  void shouldRebuildTheInstanceThatHasAnotherAnswerWhenItComesBack() {
    rejectWithoutIt(6);
  }

  /** While no primary is there, what it has may be all that is left. */
  @Test
  void shouldKeepAllItHasUntilThereIsAPrimaryWhenItHasAnotherAnswer() {
    Cluster cluster = committedByOneThatIsGone(6);
    assertRejectedWithoutA(cluster, cluster.suspect("HELD"));
    cluster.crash("b", false);

    cluster.start("a");
    cluster.time().run(10_000);
    assertThat(cluster.witness().counted()).doesNotContainKey("rebuilt");

    cluster.start("b");
    cluster.load(100);
    finish(cluster);
    assertThat(cluster.witness().counted()).containsKey("rebuilt");
  }

  /**
   * It leaves its office upon the record that has the entry rejected, and ends before it hears b.
   */
  @Test
  void shouldBeRebuiltAfterARestartTooWhenItHasLeftItsOfficeWithAnotherAnswer() {
    Cluster cluster =
        committedByOne(
            6,
            each -> {
              each.partition("a", "b");
              each.cutFromArbiter("a");
            });
    assertRejectedWithoutA(cluster, cluster.suspect("HELD"));
    cluster.healAll();
    cluster.crash("b", false);
    assertThat(cluster.time().runUntil(() -> cluster.role("a") == Role.JOINING, 5_000)).isTrue();
    cluster.time().run(1_000);

    cluster.crash("a", false);
    cluster.start("a");
    cluster.time().run(5_000);
    assertThat(cluster.witness().counted()).doesNotContainKey("rebuilt");
    cluster.start("b");
    cluster.load(100);
    finish(cluster);

    assertThat(cluster.witness().counted()).containsKey("rebuilt").doesNotContainKey("DIVERGED");
  }

  static List<Mutant> mutants() {
    return Mutant.OF_POISON;
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void shouldFindOutWhenRuleIsBroken(Mutant mutant) {
    mutant.apply();
    try {
      assertThatThrownBy(
              () -> {
                for (long seed = mutant.seed(); seed < mutant.seed() + SEEDS; seed++) {
                  run(seed, seed % 4 < 2 ? Poison.KILLS : Poison.NEVER_ENDS);
                  rejectWithoutIt(seed);
                  spareTheThird(seed);
                }
              })
          .isInstanceOf(Violation.class);
    } finally {
      mutant.undo();
    }
  }
}
