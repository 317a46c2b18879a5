package io.understudy.protocol.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.Member;
import io.understudy.protocol.Moment;
import io.understudy.protocol.copy.CopyHead;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import io.understudy.protocol.message.CopyChunk;
import io.understudy.protocol.message.CopyLost;
import io.understudy.protocol.message.CopyRefused;
import io.understudy.protocol.message.CopyRequest;
import io.understudy.protocol.message.PeerMessage;
import io.understudy.protocol.message.Sender;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CopySourceTest {
  private static final Sender SELF = new Sender(3, new Member("a", 1), 1);
  private static final CopyPlace MIDDLE = new CopyPlace("middle");
  private static final CopyPage FIRST_PAGE =
      new CopyPage(
          new CopyHead(new EntryId(9, 2), 0, new HistoryDigest(9, 0, 0, 1), 1),
          CopyPlace.BEGIN,
          MIDDLE,
          List.of());

  private final Recorded recorded = new Recorded();
  private final Overtaken overtaken = new Overtaken(new Reporter("a", recorded.actions()));
  private final CopySource source = new CopySource(recorded.actions(), overtaken);

  @Test
  void shouldSendThePageThatIsAskedForWhenItHasBeenRead() {
    source.onRequest(from("b", 7, CopyPlace.BEGIN), SELF, at(0));
    source.onPage("b", 7, FIRST_PAGE, SELF);
    source.onRequest(from("b", 7, MIDDLE), SELF, at(1));

    assertThat(recorded.arguments("readCopy", 2, CopyPlace.class))
        .containsExactly(CopyPlace.BEGIN, MIDDLE);
    assertThat(sent()).containsExactly(new CopyChunk(SELF, 7, FIRST_PAGE));
  }

  @Test
  void shouldReadOnceWhenTheSameIsAskedForWhileItIsRead() {
    source.onRequest(from("b", 7, CopyPlace.BEGIN), SELF, at(0));
    source.onRequest(from("b", 7, CopyPlace.BEGIN), SELF, at(1));

    assertThat(recorded.calls("readCopy")).hasSize(1);
  }

  @Test
  void shouldHaveItBeginAnewWhenItHoldsNoSuchSnapshot() {
    source.onRequest(from("b", 7, MIDDLE), SELF, at(0));

    assertThat(sent()).containsExactly(new CopyLost(SELF, 7));
    assertThat(recorded.calls("readCopy")).isEmpty();
  }

  @Test
  void shouldLetTheSnapshotGoWhenAnotherIsBegunOrNobodyReadsIt() {
    source.onRequest(from("b", 7, CopyPlace.BEGIN), SELF, at(0));
    source.onRequest(from("b", 8, CopyPlace.BEGIN), SELF, at(0));
    assertThat(recorded.arguments("closeCopy", 0, Long.class)).containsExactly(7L);
    source.onPage("b", 7, FIRST_PAGE, SELF);
    assertThat(sent()).isEmpty();

    source.onTick(1, SELF, at(59_999));
    assertThat(recorded.calls("closeCopy")).hasSize(1);
    source.onTick(1, SELF, at(60_000));

    assertThat(recorded.arguments("closeCopy", 0, Long.class)).containsExactly(7L, 8L);
    source.onRequest(from("b", 8, MIDDLE), SELF, at(60_001));
    assertThat(sent()).containsExactly(new CopyLost(SELF, 8));
  }

  /** The target may not have heard that it is over, and goes on with pages of another snapshot. */
  @Test
  void shouldNotBeginACopyAgainThatIsOver() {
    source.onRequest(from("b", 7, CopyPlace.BEGIN), SELF, at(0));
    source.onPage("b", 7, FIRST_PAGE, SELF);
    source.close("b");
    recorded.clear();

    source.onRequest(from("b", 7, CopyPlace.BEGIN), SELF, at(1));
    source.onRequest(from("b", 7, MIDDLE), SELF, at(2));

    assertThat(recorded.calls("readCopy")).isEmpty();
    assertThat(sent()).containsExactly(new CopyLost(SELF, 7), new CopyLost(SELF, 7));
  }

  @Test
  void shouldRememberNoMoreThanTheLastCopiesThatAreOver() {
    for (int i = 1; i <= 65; i++) {
      source.onRequest(from("b", i, CopyPlace.BEGIN), SELF, at(0));
      source.close("b");
    }
    recorded.clear();

    source.onRequest(from("b", 2, CopyPlace.BEGIN), SELF, at(1));
    assertThat(recorded.calls("readCopy")).isEmpty();
    source.onRequest(from("b", 1, CopyPlace.BEGIN), SELF, at(1));
    assertThat(recorded.calls("readCopy")).hasSize(1);
  }

  @Test
  void shouldSayOnceWhyACopyCannotBeLoadedUntilTheInstanceStandsSomewhere() {
    CopyRefused refused = new CopyRefused(new Sender(3, new Member("b", 2), 1), 7, "disk full");
    source.onRequest(from("b", 7, CopyPlace.BEGIN), SELF, at(0));

    source.onRefused(refused);
    source.onRefused(refused);

    assertThat(recorded.arguments("closeCopy", 0, Long.class)).containsExactly(7L);
    assertThat(recorded.arguments("report", 0, Report.class))
        .singleElement()
        .satisfies(report -> assertThat(report.text()).contains("b cannot", "disk full"));
    assertThat(source.refusals()).containsEntry("b", "disk full");

    source.onJoin("b");
    assertThat(source.refusals()).isEmpty();
  }

  /** Its beginning, of which no page was asked for, or one that the source has let go. */
  @Test
  void shouldHearOfARefusalOfACopyThatItDoesNotHoldButNotOfAnEarlierOne() {
    source.onRefused(new CopyRefused(new Sender(3, new Member("b", 2), 1), 7, "disk full"));
    assertThat(source.refusals()).containsEntry("b", "disk full");

    source.onRequest(from("b", 8, CopyPlace.BEGIN), SELF, at(0));
    source.onRefused(new CopyRefused(new Sender(3, new Member("b", 2), 1), 7, "disk full"));

    assertThat(source.refusals()).isEmpty();
    assertThat(recorded.calls("closeCopy")).isEmpty();
  }

  @Test
  void shouldNeedAllEntriesAfterTheOldestSnapshotWhileItIsHeld() {
    assertThat(source.neededFrom()).isEqualTo(Long.MAX_VALUE);
    source.onRequest(from("b", 7, CopyPlace.BEGIN), SELF, at(0));
    assertThat(source.neededFrom()).isEqualTo(1);

    source.onPage("b", 7, FIRST_PAGE, SELF);
    assertThat(source.neededFrom()).isEqualTo(10);

    source.close("b");
    assertThat(source.neededFrom()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void shouldHoldNoMoreSnapshotsThanItMayAndGiveThemAllUpOutOfOffice() {
    for (int i = 1; i <= 5; i++) {
      source.onRequest(from("b" + i, i, CopyPlace.BEGIN), SELF, at(0));
    }
    assertThat(recorded.calls("readCopy")).hasSize(4);

    source.onFailed("b1", 1, SELF);
    source.onRequest(from("b5", 5, CopyPlace.BEGIN), SELF, at(1));
    assertThat(recorded.calls("readCopy")).hasSize(5);

    source.closeAll();
    assertThat(recorded.arguments("closeCopy", 0, Long.class))
        .containsExactlyInAnyOrder(2L, 3L, 4L, 5L);
    assertThat(source.progress()).isEmpty();
  }

  @Test
  void shouldKeepTwiceAsMuchOfTheLogForTheNextCopyWhenOneWasOvertaken() {
    for (int copy = 1; copy < Overtaken.TRIES; copy++) {
      assertThat(overtaken.held()).isEqualTo(1 << copy);
      overtake(copy);
    }

    assertThat(sent()).filteredOn(CopyLost.class::isInstance).hasSize(3);
    assertThat(overtaken.held()).isEqualTo(16);
    assertThat(reports()).hasSize(3).allMatch(text -> text.contains("twice as much"));
    overtaken.onInSync(Set.of(new Member("b", 1)));
    assertThat(overtaken.held()).isEqualTo(2);
  }

  @Test
  void shouldCountACopyOnceWhenItsInstanceSaysAgainAndAgainThatItIsTooFarBehind() {
    Sender target = from("b", 1, CopyPlace.BEGIN).sender();
    overtaken.onOvertaken(target);
    source.onRequest(from("b", 1, CopyPlace.BEGIN), SELF, at(0));

    overtaken.onOvertaken(target);
    overtaken.onOvertaken(target);

    assertThat(reports()).hasSize(1);
    assertThat(overtaken.held()).isEqualTo(4);
  }

  @Test
  void shouldCopyNoMoreAndSayWhichSettingToRaiseWhenItIsOvertakenAgainAndAgain() {
    for (int copy = 1; copy <= Overtaken.TRIES; copy++) {
      overtake(copy);
    }
    source.onRequest(from("b", 9, CopyPlace.BEGIN), SELF, at(9));

    assertThat(recorded.calls("readCopy")).hasSize(Overtaken.TRIES);
    assertThat(reports().get(3)).contains("16 times", "operation-log-rows", "start b again");
    assertThat(source.progress()).isEmpty();

    // and another process of that name is tried again
    Sender restarted = new Sender(3, new Member("b", 2), 2);
    source.onRequest(new CopyRequest(restarted, 10, CopyPlace.BEGIN), SELF, at(10));
    assertThat(recorded.calls("readCopy")).hasSize(Overtaken.TRIES + 1);
  }

  /** A copy begins, and the log is recycled beyond what will be needed after it. */
  private void overtake(long copyId) {
    source.onRequest(from("b", copyId, CopyPlace.BEGIN), SELF, at(0));
    source.onPage("b", copyId, FIRST_PAGE, SELF);
    source.onTick(10, SELF, at(1));
    assertThat(source.progress()).hasSize(1);
    source.onTick(11, SELF, at(2));
    assertThat(source.progress()).isEmpty();
  }

  private List<String> reports() {
    return recorded.arguments("report", 0, Report.class).stream().map(Report::text).toList();
  }

  private List<PeerMessage> sent() {
    return recorded.arguments("send", 1, PeerMessage.class);
  }

  private static CopyRequest from(String instance, long copyId, CopyPlace place) {
    return new CopyRequest(new Sender(3, new Member(instance, 2), 1), copyId, place);
  }

  private static Moment at(long millis) {
    return new Moment(millis, millis);
  }
}
