package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.at;
import static io.understudy.protocol.instance.Given.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.EntryId;
import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.copy.CopyHead;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import io.understudy.protocol.copy.CopyRecord;
import io.understudy.protocol.message.CopyChunk;
import io.understudy.protocol.message.CopyLost;
import io.understudy.protocol.message.CopyRequest;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.Sender;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CopyTargetTest {
  private static final Sender SOURCE = new Sender(1, Given.A, 1);
  private static final CopyPlace FIRST = new CopyPlace("first");
  private static final CopyPlace SECOND = new CopyPlace("second");
  private static final CopyPlace THIRD = new CopyPlace("third");
  private static final CopyPage PAGE =
      new CopyPage(
          new CopyHead(new EntryId(9, 2), 0, new HistoryDigest(9, 0, 0, 1), 1),
          CopyPlace.BEGIN,
          CopyPlace.END,
          List.of(
              new CopyRecord.OfEntry(entry(7, 1)),
              new CopyRecord.OfEntry(entry(8, 2, 1)),
              new CopyRecord.OfClient("client", 3)));

  private final Recorded recorded = new Recorded();
  private final AtomicLong chance = new AtomicLong();
  private final Reporter reporter = new Reporter("b", recorded.actions());
  private final KnownRecord record = new KnownRecord(recorded.actions());
  private final Database database =
      new Database(Settings.DEFAULT, recorded.actions(), reporter, record);
  private final Standing standing =
      new Standing("b", recorded.actions(), chance::incrementAndGet, record, database);
  private final CopyTarget copy =
      new CopyTarget(recorded.actions(), reporter, chance::incrementAndGet, record, standing);

  /** An empty instance that the primary has invited. */
  @BeforeEach
  void beginCopy() {
    record.accept(Given.record(), 1);
    database.onStanding(1, Given.committed(0, 0), 0, HistoryDigest.none(1));
    standing.readLog(1);
    standing.markLog();
    standing.onMark(new Mark(chance.get(), EntryId.NONE), 1);
    copy.begin(at(0));
    copy.onBegun(standing.copyId(), at(0));
  }

  @Test
  void shouldAskForThePageAfterThatWhichItLoadsAndHoldNoMore() {
    CopyPage first = page(CopyPlace.BEGIN, FIRST);
    CopyPage second = page(FIRST, SECOND);
    CopyPage third = page(SECOND, THIRD);

    take(first, 1);
    assertThat(asked()).containsExactly(CopyPlace.BEGIN, FIRST);
    take(second, 2);
    take(third, 3);
    copy.onTick(at(10_000));

    // the third was not asked for, and is not kept
    assertThat(asked()).containsExactly(CopyPlace.BEGIN, FIRST);
    assertThat(loaded()).containsExactly(first);

    copy.onLoaded(standing.copyId(), FIRST, at(10_001));
    assertThat(asked()).containsExactly(CopyPlace.BEGIN, FIRST, SECOND);
    copy.onLoaded(standing.copyId(), SECOND, at(10_002));
    assertThat(loaded()).containsExactly(first, second);
    take(third, 10_003);
    assertThat(loaded()).containsExactly(first, second, third);
  }

  @Test
  void shouldAskAgainWhenNoPageHasComeForAWhile() {
    copy.onTick(at(499));
    assertThat(asked()).containsExactly(CopyPlace.BEGIN);

    copy.onTick(at(500));
    copy.onTick(at(999));

    assertThat(asked()).containsExactly(CopyPlace.BEGIN, CopyPlace.BEGIN);
  }

  @Test
  void shouldLoadNothingOfAnotherCopyOrFromAnotherPlace() {
    copy.onChunk(new CopyChunk(SOURCE, standing.copyId() + 1, page(CopyPlace.BEGIN, FIRST)), at(1));
    take(page(FIRST, SECOND), 1);
    assertThat(loaded()).isEmpty();

    take(page(CopyPlace.BEGIN, FIRST), 2);
    take(page(CopyPlace.BEGIN, FIRST), 3);

    assertThat(loaded()).containsExactly(page(CopyPlace.BEGIN, FIRST));
  }

  @Test
  void shouldBeginAgainAndSaySoWhenTheSourceHoldsItsSnapshotNoLonger() {
    take(page(CopyPlace.BEGIN, FIRST), 1);
    long before = standing.copyId();
    copy.onLost(new CopyLost(SOURCE, before - 1), at(2));
    assertThat(standing.copyId()).isEqualTo(before);

    copy.onLost(new CopyLost(SOURCE, before), at(3));

    assertThat(standing.copyId()).isNotEqualTo(before);
    assertThat(recorded.arguments("beginCopy", 0, Long.class))
        .containsExactly(before, standing.copyId());
    assertThat(recorded.arguments("report", 0, Report.class))
        .last()
        .extracting(Report::text)
        .asString()
        .startsWith("b: A full copy from a begins again");
    // what was loaded of the other is loaded once more
    recorded.clear();
    copy.onBegun(standing.copyId(), at(4));
    assertThat(asked()).containsExactly(CopyPlace.BEGIN);
  }

  private void take(CopyPage page, long millis) {
    copy.onChunk(new CopyChunk(SOURCE, standing.copyId(), page), at(millis));
  }

  private static CopyPage page(CopyPlace from, CopyPlace next) {
    return new CopyPage(PAGE.head(), from, next, List.of());
  }

  private List<CopyPlace> asked() {
    return recorded.calls("send").stream()
        .map(arguments -> ((CopyRequest) arguments.get(1)).place())
        .toList();
  }

  private List<CopyPage> loaded() {
    return recorded.arguments("loadCopy", 1, CopyPage.class);
  }

  @Test
  void shouldNotExecuteWhatIsRejected() {
    assertThat(CopyTarget.rejectedIn(PAGE, Set.of(new EntryId(8, 2), new EntryId(20, 2))))
        .containsExactly(8L);
  }

  @Test
  void shouldExecuteAnotherEpochsEntryOfRejectedSsn() {
    assertThat(CopyTarget.rejectedIn(PAGE, Set.of(new EntryId(8, 1)))).isEmpty();
  }
}
