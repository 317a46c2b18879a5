package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.A;
import static io.understudy.protocol.instance.Given.B;
import static io.understudy.protocol.instance.Given.C;
import static io.understudy.protocol.instance.Given.at;
import static io.understudy.protocol.instance.Given.committed;
import static io.understudy.protocol.instance.Given.from;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Digest;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.Member;
import io.understudy.protocol.Registration;
import io.understudy.protocol.message.Ack;
import io.understudy.protocol.message.DigestQuery;
import io.understudy.protocol.message.Digests;
import io.understudy.protocol.message.Divergence;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final Digest RIGHT = new Digest(1, 1);
  private static final Digest WRONG = new Digest(2, 1);

  private final Instances instances = Given.instances("b", "c");
  private final Recorded actions = new Recorded();
  private final DigestWindow own = new DigestWindow(64);
  private final DigestWindow ofB = new DigestWindow(64);
  private final DigestWindow ofC = new DigestWindow(64);
  private Replication replication;
  private InSyncSet set;
  private Comparison comparison;

  /** a is the primary, and these are in sync; all are at SSN 10 and equal. */
  private void given(Member... inSync) {
    Configuration record = Given.record(inSync);
    replication =
        new Replication(
            Settings.DEFAULT,
            actions.actions(),
            from(A, 1, 1),
            committed(10, 1),
            new EntryBuffer(11),
            at(0));
    set =
        new InSyncSet(
            Settings.DEFAULT,
            actions.actions(),
            record,
            1,
            () -> false,
            committed(10, 1),
            replication,
            instances,
            at(0));
    comparison =
        new Comparison(
            actions.actions(), new Reporter("a", actions.actions()), set, replication, own);
    for (DigestWindow each : List.of(own, ofB, ofC)) {
      each.begin(new HistoryDigest(10, 5, 5, 1));
    }
    actions.clear();
  }

  private static void execute(DigestWindow window, Digest... digests) {
    for (Digest digest : digests) {
      window.add(digest);
    }
  }

  private void ack(Member member, HistoryDigest digest) {
    replication.onAck(
        new Ack(from(member, 1, 1), digest.ssn(), digest.ssn(), digest.ssn(), 0, false, digest),
        null,
        at(1));
    comparison.advance(at(1));
  }

  private void answer(Member member, DigestWindow window, long from, long through) {
    comparison.onDigests(new Digests(from(member, 1, 1), through, window.slice(from, through)));
    comparison.advance(at(2));
  }

  private <T> List<T> sent(Class<T> type) {
    return actions.calls("send").stream()
        .map(call -> call.get(1))
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  private List<Report.Kind> reports() {
    return actions.arguments("report", 0, Report.class).stream().map(Report::kind).toList();
  }

  @Test
  void shouldSayNothingWhenDigestsAreEqual() {
    given(B);
    execute(own, RIGHT, RIGHT);
    execute(ofB, RIGHT, RIGHT);

    ack(B, ofB.at(11));
    ack(B, ofB.last());

    assertThat(actions.calls("send")).isEmpty();
    assertThat(replication.feed("b").agreed()).isEqualTo(12);
  }

  @Test
  void shouldNameTheFirstEntryAndBothSidesWhenTheBackupDiffers() {
    // given a backup that agreed last at 11, and differs from 12 on
    given(B);
    execute(own, RIGHT, RIGHT, RIGHT, RIGHT);
    execute(ofB, RIGHT, WRONG, RIGHT, RIGHT);
    ack(B, ofB.at(11));

    // when
    ack(B, ofB.last());
    assertThat(sent(DigestQuery.class)).containsExactly(new DigestQuery(from(A, 1, 1), 11, 14));
    answer(B, ofB, 11, 14);

    // then
    assertThat(sent(Divergence.class))
        .containsExactly(new Divergence(from(A, 1, 1), own.at(12), ofB.at(12), true));
    assertThat(reports()).containsExactly(Report.Kind.DIVERGED);
    assertThat(comparison.diverged().get("b")).contains("response of entry 12, the first");
    assertThat(comparison.ownDivergence()).isEmpty();

    // and it is taken out of the set
    set.onTick(true, true, at(3));
    assertThat(actions.arguments("changeRecord", 0, Configuration.class))
        .singleElement()
        .satisfies(asked -> assertThat(asked.inSync()).isEmpty());
  }

  @Test
  void shouldGoOnComparingTheOthersWhileItIsBeingFoundOutWhetherOneDiffers() {
    given(B, C);
    execute(own, RIGHT);
    execute(ofB, WRONG);
    execute(ofC, RIGHT);

    ack(B, ofB.last());
    ack(C, ofC.last());
    comparison.advance(at(2));

    assertThat(replication.feed("b").isDisputed()).isTrue();
    assertThat(replication.feed("b").isCompared()).isFalse();
    assertThat(replication.feed("c").isCompared()).isTrue();
  }

  @Test
  void shouldStillCompareWhatCameLastWhenItIsFoundOutThatNobodyDiffers() {
    // given one that is accused of 11, begins anew, and then differs from 12 on
    given(B);
    execute(own, RIGHT, RIGHT);
    execute(ofB, WRONG);
    ack(B, ofB.last());
    DigestWindow anew = new DigestWindow(64);
    anew.begin(new HistoryDigest(10, 5, 5, 1));
    execute(anew, RIGHT, WRONG);
    ack(B, anew.last());

    answer(B, anew, 10, 11);
    assertThat(replication.feed("b").isDisputed()).isFalse();
    assertThat(replication.feed("b").isCompared()).isFalse();
    comparison.advance(at(3));
    answer(B, anew, 10, 12);

    assertThat(reports()).containsExactly(Report.Kind.DIVERGED);
  }

  @Test
  void shouldCompareOnlyWhenItHasCommittedAsMuchItself() {
    given(B);
    execute(ofB, WRONG);
    ack(B, ofB.last());
    assertThat(actions.calls("send")).isEmpty();

    execute(own, RIGHT);
    comparison.advance(at(2));

    assertThat(sent(DigestQuery.class)).hasSize(1);
  }

  @Test
  void shouldSayAtOrBeforeWhenTheInstanceDoesNotRememberWhenTheyAgreed() {
    given(B);
    execute(own, RIGHT, RIGHT);
    execute(ofB, WRONG, RIGHT);
    ack(B, ofB.last());

    answer(B, ofB, 12, 12);

    assertThat(sent(Divergence.class)).extracting(Divergence::exact).containsExactly(false);
    assertThat(comparison.diverged().get("b")).contains("at or before 12");

    // and when it has been removed, that is nobody's concern any more
    instances.onRegistrations(Map.of("b", Registration.REMOVED));
    assertThat(comparison.diverged()).isEmpty();
  }

  @Test
  void shouldBelieveTheMajorityWhenThePrimaryIsTheOddOne() {
    given(B, C);
    execute(own, WRONG);
    execute(ofB, RIGHT);
    execute(ofC, RIGHT);

    ack(B, ofB.last());
    answer(B, ofB, 10, 11);
    assertThat(comparison.ownDivergence()).as("before all were asked").isEmpty();
    answer(C, ofC, 10, 11);

    assertThat(comparison.ownDivergence()).contains("response of entry 11, the first");
    assertThat(sent(Divergence.class)).isEmpty();
  }

  @Test
  void shouldStandWhenTheOthersDifferFromEachOtherToo() {
    given(B, C);
    execute(own, RIGHT);
    execute(ofB, WRONG);
    execute(ofC, new Digest(3, 1));

    ack(B, ofB.last());
    answer(B, ofB, 10, 11);
    answer(C, ofC, 10, 11);

    assertThat(comparison.ownDivergence()).isEmpty();
    assertThat(sent(Divergence.class)).hasSize(1);
  }

  @Test
  void shouldAskAgainWhenAnAnswerIsLost() {
    given(B);
    execute(own, RIGHT);
    execute(ofB, WRONG);
    ack(B, ofB.last());
    comparison.advance(at(50));
    comparison.advance(at(50));
    assertThat(sent(DigestQuery.class)).hasSize(1);

    comparison.advance(at(150));

    assertThat(sent(DigestQuery.class)).hasSize(2);
  }

  @Test
  void shouldForgetTheDisputeWhenTheInstanceIsGone() {
    given(B);
    execute(own, RIGHT);
    execute(ofB, WRONG);
    ack(B, ofB.last());

    replication.close("b");
    comparison.advance(at(200));
    replication.open(new Member("b", 77), 11, false, at(300));
    comparison.advance(at(400));

    assertThat(sent(DigestQuery.class)).hasSize(1);
    assertThat(reports()).isEmpty();
  }

  @Test
  void shouldAcceptDigestsOnlyOfTheLogIdThatIsAccused() {
    given(B);
    execute(own, RIGHT);
    execute(ofB, WRONG);
    ack(B, ofB.last());

    answer(new Member("b", 77), ofB, 10, 11);

    assertThat(sent(Divergence.class)).isEmpty();
  }
}
